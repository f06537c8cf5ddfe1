import type { RolloutState, RolloutStepState } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";

export type RolloutEvent = "pause" | "resume" | "halt" | "roll-back" | "reverted" | "complete";
export type StepEvent =
  | "begin"
  | "nodes-ready"
  | "nodes-answer"
  | "gates-pass"
  | "fail"
  | "prepare-again"
  | "switch-again"
  | "bake-again"
  | "roll-back"
  | "nodes-reverted";

type Transitions<State extends string, Event extends string> = Record<State, Partial<Record<Event, State>>>;

/** The transitions; anything else is refused. */
export const rolloutTransitions: Transitions<RolloutState, RolloutEvent> = {
  running: { pause: "paused", halt: "halted", "roll-back": "rolling-back", complete: "completed" },
  paused: { resume: "running", halt: "halted", "roll-back": "rolling-back" },
  halted: { resume: "running", "roll-back": "rolling-back" },
  "rolling-back": { reverted: "rolled-back" },
  completed: { "roll-back": "rolling-back" },
  "rolled-back": {},
};

export const stepTransitions: Transitions<RolloutStepState, StepEvent> = {
  waiting: { begin: "preparing" },
  preparing: { "nodes-ready": "switching", fail: "failed", "roll-back": "reverting" },
  switching: { "nodes-answer": "baking", fail: "failed", "roll-back": "reverting" },
  baking: { "gates-pass": "done", fail: "failed", "roll-back": "reverting" },
  done: { "roll-back": "reverting" },
  failed: {
    "prepare-again": "preparing",
    "switch-again": "switching",
    "bake-again": "baking",
    "roll-back": "reverting",
  },
  reverting: { "nodes-reverted": "reverted", fail: "failed" },
  reverted: {},
};

const minuteMs = 60_000;

/** How long a state may take. Baking ends by its own plan; the other states wait for nothing. */
export const stepTimeoutMs: Partial<Record<RolloutStepState, number>> = {
  preparing: 15 * minuteMs,
  switching: 2 * minuteMs,
  reverting: 15 * minuteMs,
};
/** How long after its bake time a region's gates may go without an answer. */
export const gatesTimeoutMs = 5 * minuteMs;

/** Throws REFUSED_BY_RULE when the rollout's state does not allow it. */
export function nextRolloutState(state: RolloutState, event: RolloutEvent): RolloutState {
  const next = rolloutTransitions[state][event];
  if (next) return next;
  throw new AppError("REFUSED_BY_RULE", `This rollout is ${state}: it cannot ${event}.`, {
    details: { rule: "rollout-state", state, event },
  });
}

/** Throws INTERNAL: only the plan asks, and an event that the table lacks is a bug. */
export function nextStepState(state: RolloutStepState, event: StepEvent): RolloutStepState {
  const next = stepTransitions[state][event];
  if (next) return next;
  throw new AppError("INTERNAL", `A rollout's step cannot go on from ${state} by ${event}.`);
}
