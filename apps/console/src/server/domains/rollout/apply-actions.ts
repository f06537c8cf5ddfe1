import type { ChangeKind } from "@meridian/contracts/api";
import type { RegionLimit } from "@meridian/contracts/fleet";
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
  /**
   * Whose doing it is may change these regions alone (null: all): what new nodes get, which concerns all regions, and the splits of
   * other origins stay.
   */
  within: RegionLimit;
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
  const { rollout, nodes, actions, revision, reason, within } = input;
  const now = ctx.now();
  const planned = actions.reduce((state, action) => rolloutAfter(state, action, nodes, now), rollout);
  const defaults = within === null ? await changeDefault(tx, planned, actions) : null;
  const after = defaults?.rollout ?? planned;
  const assignments = assignmentsAfter(input);
  await saveAssignments(tx, assignments);
  await saveRollout(tx, rollout, after, now);
  const splitsEnded = actions.some(isEnd) ? await endSplits(tx, within) : [];
  await appendChange(tx, ctx, {
    revision,
    kind: kindOf(actions),
    subject: { type: "rollout", id: rollout.id },
    before: { ...summary(rollout), nodes: assignmentsOf(nodes, assignments), ...defaults?.before },
    after: {
      ...summary(after),
      nodes: Object.fromEntries(assignments),
      ...defaults?.after,
      ...(splitsEnded.length > 0 && { splitsEnded }),
    },
    ...(reason !== undefined && { reason }),
  });
}

/** What new nodes get, and what the change row says of it; a completed rollout remembers what they got before it. Null: it stays. */
async function changeDefault(tx: Tx, rollout: Rollout, actions: readonly RolloutAction[]) {
  const makes = actions.some(({ kind }) => kind === "make-default");
  const restores = actions.some(({ kind }) => kind === "restore-default");
  const next = makes ? targetOf(rollout) : restores ? rollout.defaultBefore : null;
  if (!next) return null;
  const found = await findDefaultVersion(tx);
  const before = found && refOf(found);
  await setDefaultVersion(tx, next);
  return {
    rollout: makes ? { ...rollout, defaultBefore: before } : rollout,
    before: { newNodesGet: before },
    after: { newNodesGet: next },
  };
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
