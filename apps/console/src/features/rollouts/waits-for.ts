import type { RolloutStepView, RolloutView } from "@meridian/contracts/api";

/** What a rollout waits for; words stand in the messages under `rollouts.waits`. */
export type Waiting =
  | { kind: "begin"; region: string }
  | { kind: "ready"; region: string; ready: number; nodes: number; untilAt: Date | null }
  | { kind: "answer"; region: string; answering: number; nodes: number; untilAt: Date | null }
  /** `next` is the region that may begin then; null: the rollout may be complete. */
  | { kind: "bake"; region: string; next: string | null; untilAt: Date }
  | { kind: "data"; region: string; requests: number; needed: number }
  /** `region` is watched on. */
  | { kind: "paused"; region: string | null }
  | { kind: "halted" | "completed" | "rolledBack" }
  | { kind: "revert"; regions: string[] };

const inFlight = new Set(["preparing", "switching", "baking"]);

export function waitsFor(rollout: RolloutView, nowMs: number): Waiting {
  const { state, steps } = rollout;
  const current = steps.find((step) => inFlight.has(step.state));
  switch (state) {
    case "paused":
      return { kind: "paused", region: current?.regionName ?? null };
    case "halted":
    case "completed":
      return { kind: state };
    case "rolled-back":
      return { kind: "rolledBack" };
    case "rolling-back": {
      const reverting = steps.filter((step) => step.state === "reverting");
      return { kind: "revert", regions: reverting.map(({ regionName }) => regionName) };
    }
    case "running":
      return current ? stepWaitsFor(current, rollout, nowMs) : beginsNext(rollout);
  }
}

function beginsNext({ steps }: RolloutView): Waiting {
  const next = steps.find(({ state }) => state === "waiting");
  return next ? { kind: "begin", region: next.regionName } : { kind: "completed" };
}

function stepWaitsFor(step: RolloutStepView, { steps, version, gates }: RolloutView, nowMs: number): Waiting {
  const { regionName: region, state, untilAt, nodes } = step;
  if (state === "preparing") {
    const ready = nodes.filter(({ slotStatus }) => slotStatus === "ready").length;
    return { kind: "ready", region, ready, nodes: nodes.length, untilAt };
  }
  if (state === "switching" || untilAt === null) {
    const answering = nodes.filter(({ answersWith }) => answersWith === version.name).length;
    return { kind: "answer", region, answering, nodes: nodes.length, untilAt };
  }
  const isJudged = step.gates.every(({ answer }) => answer !== "no-data");
  if (untilAt.getTime() <= nowMs && !isJudged) {
    const requests = Math.min(...step.gates.map((gate) => gate.requests));
    return { kind: "data", region, requests, needed: gates.requestsMin };
  }
  const next = steps.find((other) => other.state === "waiting")?.regionName ?? null;
  return { kind: "bake", region, next, untilAt };
}
