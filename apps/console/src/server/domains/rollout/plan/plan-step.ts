import { judgeGates } from "../gates.ts";
import { gatesTimeoutMs, stepTimeoutMs } from "../states.ts";
import { isSameRef, type Rollout, type RolloutStep, targetOf } from "../progress.ts";
import { rollBackActions, type RolloutAction, type StepAction } from "../actions.ts";
import {
  holdsReady,
  isAway,
  isServingAssigned,
  newSlotOf,
  type Observed,
  type PlanClock,
} from "./observed.ts";

/** The next transition of the region that is being changed. */
export function planStep(
  rollout: Rollout,
  step: RolloutStep,
  observed: Observed,
  clock: PlanClock,
): RolloutAction[] {
  const nodes = observed.nodes.filter(({ regionId }) => regionId === step.regionId);
  const region = observed.regionNames.get(step.regionId) ?? step.regionId;
  const subject: Subject = { rollout, step, region, nodes, observed, clock };
  if (step.state === "switching") return planSwitching(subject);
  if (step.state === "baking") return planBaking(subject);
  return rollout.state === "paused" ? [] : planPreparing(subject);
}

type Subject = {
  rollout: Rollout;
  step: RolloutStep;
  region: string;
  /** Of this region. */
  nodes: Observed["nodes"];
  observed: Observed;
  clock: PlanClock;
};

function planPreparing(subject: Subject): RolloutAction[] {
  const { rollout, step, region, nodes, clock } = subject;
  const target = targetOf(rollout);
  const others = nodes.filter(({ answers }) => !isSameRef(answers, target));
  const untold = others.filter(({ held }) => !isSameRef(held, target));
  if (untold.length > 0) return [{ kind: "hold", nodeIds: untold.map(({ id }) => id) }];
  const problem = loadProblem(subject);
  if (problem !== null) return fail(subject, problem);
  const ready = nodes.filter((node) => holdsReady(node, rollout));
  const awaited = nodes.filter((node) => !ready.includes(node) && !isAway(node, clock));
  if (ready.length > 0 && awaited.length === 0) {
    const switching = ready.filter((node) => others.includes(node));
    return [
      { kind: "step", event: "nodes-ready", regionId: step.regionId },
      { kind: "switch", nodeIds: switching.map(({ id }) => id) },
    ];
  }
  if (!hasTimedOut(subject)) return [];
  return fail(
    subject,
    `${region}: ${namesOf(ready.length > 0 ? awaited : nodes)} did not become ready in time`,
  );
}

function loadProblem({ rollout, region, nodes, clock }: Subject): string | null {
  if (nodes.length === 0) return `${region} has no nodes`;
  for (const node of nodes) {
    const slot = newSlotOf(node, rollout);
    if (slot?.status !== "failed" || isAway(node, clock)) continue;
    return `${region}: ${node.name} cannot load it: ${slot.reason ?? "no reason given"}`;
  }
  return null;
}

function planSwitching(subject: Subject): RolloutAction[] {
  const { step, region, nodes, clock } = subject;
  const answering = nodes.filter(isServingAssigned);
  const awaited = nodes.filter((node) => !answering.includes(node) && !isAway(node, clock));
  if (answering.length > 0 && awaited.length === 0) {
    return [{ kind: "step", event: "nodes-answer", regionId: step.regionId }];
  }
  if (!hasTimedOut(subject)) return [];
  const late = namesOf(answering.length > 0 ? awaited : nodes);
  return fail(subject, `${region}: ${late} did not report in time that it answers with the new version`);
}

/**
 * A gate that fails rolls back. One without data at the end of the bake time waits a while, then halts for a person; after
 * a resume, missing data no longer holds the region.
 */
function planBaking(subject: Subject): RolloutAction[] {
  const { rollout, step, region, nodes, observed, clock } = subject;
  const { regionId, since, goesWithoutData } = step;
  if (!observed.figures || !since) return [];
  const bakeMs = rollout.bakeSeconds * 1000;
  const bakedMs = clock.nowMs - since.getTime();
  const gates = judgeGates(observed.figures, rollout.gates, { bakedMs, bakeMs });
  const failed = gates.find(({ answer }) => answer === "fail");
  if (failed) {
    const reason = `${region}: ${failed.gate} was ${failed.value?.toPrecision(3)}, more than ${failed.limit}`;
    return rollBackActions(rollout, observed.nodes, reason, { regionId, gates });
  }
  if (bakedMs < bakeMs && !goesWithoutData) return [];
  if (goesWithoutData || gates.every(({ answer }) => answer === "pass")) {
    const holding = nodes.filter(({ held }) => held !== null).map(({ id }) => id);
    return [
      { kind: "step", event: "gates-pass", regionId, gates },
      { kind: "release", nodeIds: holding },
    ];
  }
  const waitsSinceMs = Math.max(since.getTime() + bakeMs, clock.watchedSinceMs);
  if (clock.nowMs - waitsSinceMs < gatesTimeoutMs) return [];
  return fail(subject, `${region}: too few requests to judge by; resume to go on without`, { gates });
}

/** Halts until a person decides. Nodes that were not switched release the new version. */
function fail(
  { step, nodes }: Subject,
  reason: string,
  found: Pick<StepAction, "gates"> = {},
): RolloutAction[] {
  const { regionId } = step;
  const holding = nodes.filter(({ held }) => held !== null).map(({ id }) => id);
  return [
    { kind: "rollout", event: "halt", reason },
    { kind: "step", event: "fail", regionId, reason, ...found },
    ...(step.state === "preparing" ? [{ kind: "release", nodeIds: holding } as const] : []),
  ];
}

/** Counted from when the state began, the rollout was last resumed, or this console began to watch. */
function hasTimedOut({ rollout, step, clock }: Subject): boolean {
  const timeoutMs = stepTimeoutMs[step.state];
  if (timeoutMs === undefined || !step.since) return false;
  const begins = [step.since.getTime(), rollout.stateSince.getTime(), clock.watchedSinceMs];
  return clock.nowMs - Math.max(...begins) >= timeoutMs;
}

function namesOf(nodes: Observed["nodes"]): string {
  return nodes.map(({ name }) => name).join(", ");
}
