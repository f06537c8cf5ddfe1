import type { GateView, RolloutStepState } from "@meridian/contracts/api";
import { isSameRef, refOf, targetOf, type Rollout, type RolloutStep, type VersionRef } from "./progress.ts";
import type { RolloutNode } from "./rollout-nodes.ts";
import { nextRolloutState, nextStepState, type RolloutEvent, type StepEvent } from "./states.ts";

/** What a node is told: the version to answer with, and the one to keep ready beside it. */
export type NodeAction = {
  /**
   * `hold`: load the new version beside what answers. `switch`: answer with it and keep the old one ready. `adopt`:
   * answer with it as soon as it is loaded. `release`: let go of what is kept ready. `restore`: as it was before.
   */
  kind: "hold" | "switch" | "adopt" | "release" | "restore";
  nodeIds: string[];
};
export type StepAction = {
  kind: "step";
  regionId: string;
  event: StepEvent;
  reason?: string;
  gates?: GateView[];
};
export type RolloutAction =
  | NodeAction
  | StepAction
  | { kind: "rollout"; event: RolloutEvent; reason?: string }
  /** New nodes get the new version from now on, or again what they got before. */
  | { kind: "make-default" | "restore-default" };

export type Assignment = { answers: VersionRef; held: VersionRef | null };

/** What a node is told after an action. */
export function assignmentAfter(kind: NodeAction["kind"], node: RolloutNode, rollout: Rollout): Assignment {
  const answers = refOf(node.answers);
  const target = targetOf(rollout);
  const before = stepOf(rollout, node.regionId).before[node.id] ?? rollout.defaultBefore ?? answers;
  const after: Record<NodeAction["kind"], Assignment> = {
    hold: { answers, held: target },
    switch: { answers: target, held: answers },
    adopt: { answers: target, held: null },
    release: { answers, held: null },
    restore: { answers: before, held: null },
  };
  return after[kind];
}

export function stepOf({ steps }: Pick<Rollout, "steps">, regionId: string): RolloutStep {
  const step = steps.find((one) => one.regionId === regionId);
  if (step) return step;
  throw new Error(`region ${regionId} is not part of the rollout`);
}

/** The rollout after an action. Throws when the tables of states do not have it. */
export function rolloutAfter(
  rollout: Rollout,
  action: RolloutAction,
  nodes: readonly RolloutNode[],
  now: Date,
): Rollout {
  if (action.kind === "rollout") {
    const state = nextRolloutState(rollout.state, action.event);
    return { ...rollout, state, stateReason: action.reason ?? keptReason(rollout, action.event) };
  }
  if (action.kind === "step") {
    return {
      ...rollout,
      steps: replaced(rollout.steps, action.regionId, (step) => stepAfter(step, action, now)),
    };
  }
  if (!("nodeIds" in action)) return rollout;
  const touched = nodes.filter(({ id }) => action.nodeIds.includes(id));
  const steps = rollout.steps.map((step) => {
    const members = touched.filter(({ regionId }) => regionId === step.regionId);
    return { ...step, before: { ...beforeOf(members, rollout), ...step.before } };
  });
  return { ...rollout, steps };
}

/** The reason of a rollback stays until it is done; the reason of a halt goes when the rollout resumes. */
function keptReason({ stateReason }: Rollout, event: RolloutEvent): string | null {
  return event === "resume" ? null : stateReason;
}

function replaced(steps: RolloutStep[], regionId: string, change: (step: RolloutStep) => RolloutStep) {
  return steps.map((step) => (step.regionId === regionId ? change(step) : step));
}

function stepAfter(step: RolloutStep, { event, reason, gates }: StepAction, now: Date): RolloutStep {
  const state = nextStepState(step.state, event);
  return {
    ...step,
    state,
    since: now,
    reason: reason ?? (event === "roll-back" || event === "nodes-reverted" ? step.reason : null),
    failedIn: event === "fail" ? step.state : null,
    switchedAt: event === "nodes-ready" ? now : step.switchedAt,
    goesWithoutData: step.goesWithoutData || event === "bake-again",
    gates: gates ?? step.gates,
  };
}

/** What these nodes answer with, unless that is the new version already. */
function beforeOf(members: RolloutNode[], rollout: Rollout): Record<string, VersionRef> {
  const target = targetOf(rollout);
  const others = members.filter(({ answers }) => !isSameRef(answers, target));
  return Object.fromEntries(others.map(({ id, answers }) => [id, refOf(answers)]));
}

/**
 * Every node that was touched gets back what it had, in every region at once. Nodes that enrolled after the rollout ended
 * get what new nodes got before it. `judged` is the region whose gates failed.
 */
export function rollBackActions(
  rollout: Rollout,
  nodes: readonly RolloutNode[],
  reason?: string,
  judged?: { regionId: string; gates: GateView[] },
): RolloutAction[] {
  const begun = rollout.steps.filter(({ state }) => state !== "waiting");
  const hasEnded = rollout.state === "completed";
  const touched = nodes.filter(
    ({ id, regionId, answers }) =>
      id in stepOf(rollout, regionId).before || (hasEnded && isSameRef(answers, targetOf(rollout))),
  );
  const because = reason !== undefined && { reason };
  return [
    { kind: "rollout", event: "roll-back", ...because },
    ...begun.map(({ regionId }) => {
      const found = judged?.regionId === regionId && { gates: judged.gates, ...because };
      return { kind: "step", event: "roll-back", regionId, ...found } as const;
    }),
    { kind: "restore", nodeIds: touched.map(({ id }) => id) },
    ...(hasEnded ? [{ kind: "restore-default" } as const] : []),
  ];
}

const eventByFailedState: Partial<Record<RolloutStepState, StepEvent>> = {
  preparing: "prepare-again",
  switching: "switch-again",
  baking: "bake-again",
};

/** Resumes, and retries each step in the state in which it failed. */
export function resumeActions({ steps }: Rollout): RolloutAction[] {
  const again = steps.flatMap(({ regionId, failedIn }): RolloutAction[] => {
    const event = failedIn && eventByFailedState[failedIn];
    return event ? [{ kind: "step", event, regionId }] : [];
  });
  return [{ kind: "rollout", event: "resume" }, ...again];
}
