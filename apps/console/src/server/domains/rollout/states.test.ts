import { RolloutState, RolloutStepState } from "@meridian/contracts/api";
import { describe, expect, test } from "vitest";
import {
  nextRolloutState,
  nextStepState,
  rolloutTransitions,
  stepTimeoutMs,
  stepTransitions,
  type RolloutEvent,
  type StepEvent,
} from "./states.ts";

const rolloutEvents: RolloutEvent[] = ["pause", "resume", "halt", "roll-back", "reverted", "complete"];
const stepEvents: StepEvent[] = [
  ...(["begin", "nodes-ready", "nodes-answer", "gates-pass", "fail", "prepare-again"] as const),
  ...(["switch-again", "bake-again", "roll-back", "nodes-reverted"] as const),
];

const outcomeOf = (next: () => string) => {
  try {
    return next();
  } catch {
    return "refused";
  }
};

describe("every state and every event", () => {
  test("of a rollout: what the table has is done, the rest is refused", () => {
    const table = RolloutState.options.map((state) => [
      state,
      ...rolloutEvents.map((event) => outcomeOf(() => nextRolloutState(state, event))),
    ]);
    const no = "refused";
    expect(table).toEqual([
      ["running", "paused", no, "halted", "rolling-back", no, "completed"],
      ["paused", no, "running", "halted", "rolling-back", no, no],
      ["halted", no, "running", no, "rolling-back", no, no],
      ["rolling-back", no, no, no, no, "rolled-back", no],
      ["completed", no, no, no, "rolling-back", no, no],
      ["rolled-back", no, no, no, no, no, no],
    ]);
  });

  test("of a step", () => {
    const allowed = RolloutStepState.options.flatMap((state) =>
      stepEvents.flatMap((event) => {
        const next = outcomeOf(() => nextStepState(state, event));
        return next === "refused" ? [] : [`${state} + ${event} = ${next}`];
      }),
    );
    expect(allowed).toEqual([
      "waiting + begin = preparing",
      "preparing + nodes-ready = switching",
      "preparing + fail = failed",
      "preparing + roll-back = reverting",
      "switching + nodes-answer = baking",
      "switching + fail = failed",
      "switching + roll-back = reverting",
      "baking + gates-pass = done",
      "baking + fail = failed",
      "baking + roll-back = reverting",
      "done + roll-back = reverting",
      "failed + prepare-again = preparing",
      "failed + switch-again = switching",
      "failed + bake-again = baking",
      "failed + roll-back = reverting",
      "reverting + fail = failed",
      "reverting + nodes-reverted = reverted",
    ]);
  });
});

test("what was rolled back is over; every other can be rolled back or is just being so", () => {
  for (const state of RolloutState.options) {
    const ways = Object.values(rolloutTransitions[state]);
    if (state === "rolled-back") expect(ways).toEqual([]);
    else expect(ways.some((next) => next === "rolling-back" || next === "rolled-back")).toBe(true);
  }
});

test("every state that waits for nodes has a timeout and can fail", () => {
  for (const [state, ms] of Object.entries(stepTimeoutMs)) {
    expect(ms).toBeGreaterThan(0);
    expect(stepTransitions[RolloutStepState.parse(state)].fail).toBe("failed");
  }
});
