import type { RolloutChanged, RolloutCommandInput, RolloutState } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { RegionLimit } from "@meridian/contracts/fleet";
import { lockRevision, nextRevision, type Tx } from "@meridian/db";
import type { Verb } from "../context.ts";
import { keepingRules } from "../safety/index.ts";
import { makeChange } from "../trial.ts";
import { resumeActions, rollBackActions, type RolloutAction } from "./actions.ts";
import { applyActions } from "./apply-actions.ts";
import { getRollout, getRowOrThrow, type RolloutContext } from "./get-rollout.ts";
import { toRollout, type Rollout } from "./progress.ts";
import { findRolloutNodes, type RolloutNode } from "./rollout-nodes.ts";

/** `within`: the regions that the caller may change; null, or left out: all. */
type Command = Verb<RolloutCommandInput & { within?: RegionLimit }, RolloutContext>;

/** Begins nothing new until resumed; what has begun is still watched. */
export function pauseRollout(command: Command): Promise<RolloutChanged> {
  return carryOut(command, () => [{ kind: "rollout", event: "pause" }], { isDone: ["paused"] });
}

/** Resumes: retries what failed, and accepts a region whose gates had no data. */
export function resumeRollout(command: Command): Promise<RolloutChanged> {
  return carryOut(command, resumeActions, { waitsForThaw: true, isDone: ["running"] });
}

/**
 * Every region answers again with what it had before, at once. A completed rollout can be rolled back as long as no newer
 * one followed. By somebody limited to regions, what new nodes get stays, and so do splits of other origins: their nodes answer
 * with what they have.
 */
export function rollBackRollout(command: Command): Promise<RolloutChanged> {
  const { reason } = command.input;
  const decide = (rollout: Rollout, nodes: RolloutNode[]) => rollBackActions(rollout, nodes, reason);
  return carryOut(command, decide, { isDone: ["rolling-back", "rolled-back"] });
}

/**
 * What is in that state already stays as it is. Each of them throws NOT_FOUND for an unknown rollout, REFUSED_BY_RULE where its state forbids it. A freeze refuses
 * a resume, never a pause or a rollback.
 */
function carryOut(
  { ctx: context, input: { rolloutId, reason, dryRun = false, within = null } }: Command,
  decide: (rollout: Rollout, nodes: RolloutNode[]) => RolloutAction[],
  { waitsForThaw = false, isDone }: { waitsForThaw?: boolean; isDone: RolloutState[] },
): Promise<RolloutChanged> {
  const make = async (tx: Tx, ctx: RolloutContext) => {
    await lockRevision(tx);
    const rollout = toRollout(await getRowOrThrow(tx, rolloutId));
    if (isDone.includes(rollout.state)) return;
    const revision = await nextRevision(tx);
    if (rollout.state === "completed") await assertNewest(tx, rollout);
    const regionIds = rollout.steps.map(({ regionId }) => regionId);
    const nodes = await findRolloutNodes(tx, ctx.agents, regionIds);
    const actions = decide(rollout, nodes);
    const apply = () => applyActions(tx, ctx, { revision, rollout, nodes, actions, reason, within });
    await (waitsForThaw ? keepingRules(tx, ctx, { revision, apply }) : apply());
  };
  const show = (ctx: RolloutContext) => getRollout({ ctx, input: { rolloutId } });
  return makeChange(context, { isDryRun: dryRun, make, show });
}

async function assertNewest(tx: Tx, { id, version }: Rollout): Promise<void> {
  const newest = await tx.rollout.findFirst({
    where: { state: { not: "rolled-back" } },
    orderBy: { createdAt: "desc" },
    select: { id: true },
  });
  if (newest?.id === id) return;
  throw new AppError(
    "REFUSED_BY_RULE",
    `Another rollout followed that of ${version.name}: roll out the version to go back to.`,
    { details: { rule: "rollout-newest", rolloutId: newest?.id } },
  );
}
