import type { RolloutCommandInput, RolloutView } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { Verb } from "../context.ts";
import { keepingRules } from "../safety/index.ts";
import { resumeActions, rollBackActions, type RolloutAction } from "./actions.ts";
import { applyActions } from "./apply-actions.ts";
import { getRollout, getRowOrThrow, type RolloutContext } from "./get-rollout.ts";
import { toRollout, type Rollout } from "./progress.ts";
import { findRolloutNodes, type RolloutNode } from "./rollout-nodes.ts";

type Command = Verb<RolloutCommandInput, RolloutContext>;

/** Begins nothing new until resumed; what has begun is still watched. */
export function pauseRollout(command: Command): Promise<RolloutView> {
  return carryOut(command, () => [{ kind: "rollout", event: "pause" }]);
}

/** Resumes: retries what failed, and accepts a region whose gates had no data. */
export function resumeRollout(command: Command): Promise<RolloutView> {
  return carryOut(command, resumeActions, { waitsForThaw: true });
}

/**
 * Every region answers again with what it had before, at once. A completed rollout can be rolled back as long as no newer
 * one followed.
 */
export function rollBackRollout(command: Command): Promise<RolloutView> {
  const { reason } = command.input;
  return carryOut(command, (rollout, nodes) => rollBackActions(rollout, nodes, reason));
}

/**
 * Each of them throws NOT_FOUND for an unknown rollout, PRECONDITION_FAILED where its state forbids it. A freeze refuses
 * a resume, never a pause or a rollback.
 */
async function carryOut(
  { ctx, input: { rolloutId, reason } }: Command,
  decide: (rollout: Rollout, nodes: RolloutNode[]) => RolloutAction[],
  { waitsForThaw = false } = {},
): Promise<RolloutView> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const rollout = toRollout(await getRowOrThrow(tx, rolloutId));
    if (rollout.state === "completed") await assertNewest(tx, rollout);
    const regionIds = rollout.steps.map(({ regionId }) => regionId);
    const nodes = await findRolloutNodes(tx, ctx.agents, regionIds);
    const actions = decide(rollout, nodes);
    const apply = () => applyActions(tx, ctx, { revision, rollout, nodes, actions, reason });
    await (waitsForThaw ? keepingRules(tx, ctx, { revision, apply }) : apply());
  });
  ctx.changes.wake();
  return getRollout({ ctx, input: { rolloutId } });
}

async function assertNewest(tx: Tx, { id, version }: Rollout): Promise<void> {
  const newest = await tx.rollout.findFirst({
    where: { state: { not: "rolled-back" } },
    orderBy: { createdAt: "desc" },
    select: { id: true },
  });
  if (newest?.id === id) return;
  throw new AppError(
    "PRECONDITION_FAILED",
    `Another rollout followed that of ${version.name}: roll out the version to go back to.`,
    { details: { rule: "rollout-newest", rolloutId: newest?.id } },
  );
}
