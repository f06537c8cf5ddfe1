import type { ChangeKind } from "@meridian/contracts/api";
import type { Tx } from "@meridian/db";
import type { ServiceContext } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { endSplits } from "../traffic/index.ts";
import { findDefaultVersion, setDefaultVersion } from "../model/index.ts";
import {
  assignmentAfter,
  rolloutAfter,
  type Assignment,
  type NodeAction,
  type RolloutAction,
} from "./actions.ts";
import { progressColumn, refOf, targetOf, type Rollout } from "./progress.ts";
import type { RolloutNode } from "./rollout-nodes.ts";
import type { RolloutEvent } from "./states.ts";

export type ApplyActionsInput = {
  revision: bigint;
  rollout: Rollout;
  nodes: readonly RolloutNode[];
  actions: readonly RolloutAction[];
  reason?: string | undefined;
};

type Assignments = ReadonlyMap<string, Assignment>;

const kindByEvent: Record<RolloutEvent, ChangeKind> = {
  pause: "rollout.paused",
  resume: "rollout.resumed",
  halt: "rollout.halted",
  "roll-back": "rollout.rolled-back",
  reverted: "rollout.advanced",
  complete: "rollout.completed",
};

/** Writes one transition of a rollout in the caller's transaction: assignments, rollout and change row. */
export async function applyActions(tx: Tx, ctx: ServiceContext, input: ApplyActionsInput): Promise<void> {
  const { rollout, nodes, actions, revision, reason } = input;
  const now = ctx.now();
  const planned = actions.reduce((state, action) => rolloutAfter(state, action, nodes, now), rollout);
  const after = await changeDefault(tx, planned, actions);
  const assignments = assignmentsAfter(input);
  await saveAssignments(tx, assignments);
  await saveRollout(tx, rollout, after, now);
  const endsHolding = actions.some(isEnd);
  const splitsEnded = endsHolding ? await endSplits(tx) : [];
  await appendChange(tx, ctx, {
    revision,
    kind: kindOf(actions),
    subject: { type: "rollout", id: rollout.id },
    before: { ...summary(rollout), nodes: assignmentsOf(nodes, assignments) },
    after: {
      ...summary(after),
      nodes: Object.fromEntries(assignments),
      ...(splitsEnded.length > 0 && { splitsEnded }),
    },
    ...(reason !== undefined && { reason }),
  });
}

/** What new nodes get; a completed rollout remembers what they got before it. */
async function changeDefault(tx: Tx, rollout: Rollout, actions: readonly RolloutAction[]): Promise<Rollout> {
  if (actions.some(({ kind }) => kind === "restore-default")) {
    if (rollout.defaultBefore) await setDefaultVersion(tx, rollout.defaultBefore);
    return rollout;
  }
  if (!actions.some(({ kind }) => kind === "make-default")) return rollout;
  const before = await findDefaultVersion(tx);
  await setDefaultVersion(tx, targetOf(rollout));
  return { ...rollout, defaultBefore: before && refOf(before) };
}

/** Ends the rollout: no node holds a second version any more. */
function isEnd(action: RolloutAction): boolean {
  return action.kind === "rollout" && (action.event === "complete" || action.event === "roll-back");
}

function kindOf(actions: readonly RolloutAction[]): ChangeKind {
  const change = actions.find((action) => action.kind === "rollout");
  return change ? kindByEvent[change.event] : "rollout.advanced";
}

function assignmentsAfter({ actions, nodes, rollout }: ApplyActionsInput): Assignments {
  const isNodeAction = (action: RolloutAction): action is NodeAction => "nodeIds" in action;
  const told = actions.filter(isNodeAction).flatMap(({ kind, nodeIds }) => {
    const members = nodes.filter(({ id }) => nodeIds.includes(id));
    return members.map((node) => [node.id, assignmentAfter(kind, node, rollout)] as const);
  });
  return new Map(told);
}

/** One statement for all nodes that are told the same. */
async function saveAssignments(tx: Tx, assignments: Assignments): Promise<void> {
  const groups = new Map<string, { assignment: Assignment; agentIds: string[] }>();
  for (const [agentId, assignment] of assignments) {
    const key = JSON.stringify(assignment);
    const group = groups.get(key) ?? { assignment, agentIds: [] };
    group.agentIds.push(agentId);
    groups.set(key, group);
  }
  for (const { assignment, agentIds } of groups.values()) {
    const { answers, held } = assignment;
    await tx.modelAssignment.updateMany({
      where: { agentId: { in: agentIds } },
      data: {
        ...answers,
        heldModelVersionId: held?.modelVersionId ?? null,
        heldPrecision: held?.precision ?? null,
      },
    });
  }
}

async function saveRollout(tx: Tx, before: Rollout, after: Rollout, now: Date): Promise<void> {
  const { id, state, stateReason } = after;
  const hasEnded = state === "completed" || state === "rolled-back";
  await tx.rollout.update({
    where: { id },
    data: {
      state,
      stateReason,
      progress: progressColumn(after),
      ...(state !== before.state && { stateSince: now, endedAt: hasEnded ? now : null }),
    },
  });
}

function summary({ state, stateReason, steps }: Rollout) {
  return {
    state,
    stateReason,
    steps: steps.map(({ regionId, state: of, reason }) => ({ regionId, state: of, reason })),
  };
}

function assignmentsOf(nodes: ApplyActionsInput["nodes"], among: Assignments): Record<string, Assignment> {
  const members = nodes.filter(({ id }) => among.has(id));
  return Object.fromEntries(
    members.map(({ id, answers, held }) => [id, { answers: refOf(answers), held: held && refOf(held) }]),
  );
}
