import type { ListRolloutsInput, RolloutsPage, RolloutView } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Tx } from "@meridian/db";
import type { AgentLink } from "../agent-link.ts";
import type { ServiceContext, Verb } from "../context.ts";
import { findActorNames } from "../audit/index.ts";
import { takingPage, toPage } from "../page.ts";
import { findGateFigures, judgeGates } from "./gates.ts";
import { toRollout, withVersion, type Rollout, type RolloutRowWithVersion } from "./progress.ts";
import { findRolloutNodes } from "./rollout-nodes.ts";
import { toRolloutView } from "./rollout-view.ts";

export type RolloutContext = ServiceContext & { agents: AgentLink };

/** Throws NOT_FOUND. */
export async function getRowOrThrow(db: Pick<Tx, "rollout">, id: string): Promise<RolloutRowWithVersion> {
  const row = await db.rollout.findUnique({ where: { id }, ...withVersion });
  if (row) return row;
  throw new AppError("NOT_FOUND", "There is no such rollout.", { details: { rolloutId: id } });
}

/** A rollout with its regions' nodes as they report. Throws NOT_FOUND. */
export async function getRollout({
  ctx,
  input,
}: Verb<{ rolloutId: string }, RolloutContext>): Promise<RolloutView> {
  const [view] = await toViews(ctx, [await getRowOrThrow(ctx.db, input.rolloutId)]);
  if (view) return view;
  throw new AppError("INTERNAL", "A rollout has no view.");
}

/** Newest first. */
export async function listRollouts({
  ctx,
  input: { state, modelVersionId, ...page },
}: Verb<ListRolloutsInput, RolloutContext>): Promise<RolloutsPage> {
  const rows = await ctx.db.rollout.findMany({
    ...withVersion,
    where: { ...(state && { state }), ...(modelVersionId !== undefined && { modelVersionId }) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    ...takingPage(page),
  });
  const { data, nextCursor } = toPage(rows, page);
  return { data: await toViews(ctx, data), nextCursor };
}

async function toViews(ctx: RolloutContext, rows: RolloutRowWithVersion[]): Promise<RolloutView[]> {
  const rollouts = rows.map((row) => ({ row, rollout: toRollout(row) }));
  const regionIds = [
    ...new Set(rollouts.flatMap(({ rollout }) => rollout.steps.map((step) => step.regionId))),
  ];
  const makers = rows.flatMap(({ createdBy: actorId }) => [
    { actorType: "user", actorId },
    { actorType: "token", actorId },
  ]);
  const [regions, nodes, nameOf] = await Promise.all([
    ctx.db.region.findMany({ where: { id: { in: regionIds } }, select: { id: true, name: true } }),
    findRolloutNodes(ctx.db, ctx.agents, regionIds),
    findActorNames(ctx.db, makers),
  ]);
  const regionNames = new Map(regions.map(({ id, name }) => [id, name]));
  return Promise.all(
    rollouts.map(async ({ row, rollout }) =>
      toRolloutView({
        row,
        rollout: await withLiveGates(ctx, rollout),
        regionNames,
        nodes,
        createdByName: nameOf({ actorType: "user", actorId: row.createdBy }),
      }),
    ),
  );
}

/** The region that is being watched, as its gates stand now. */
async function withLiveGates(ctx: RolloutContext, rollout: Rollout): Promise<Rollout> {
  const steps = rollout.steps.map(async (step) => {
    const { state, regionId, switchedAt } = step;
    if (state !== "baking" || !switchedAt) return step;
    const watched = { regionId, switchedAt, version: rollout.version.name };
    const figures = await findGateFigures(ctx.db, watched, ctx.now());
    const bakedMs = ctx.now().getTime() - (step.since?.getTime() ?? Infinity);
    const watching = { bakedMs, bakeMs: rollout.bakeSeconds * 1000 };
    return { ...step, gates: judgeGates(figures, rollout.gates, watching) };
  });
  return { ...rollout, steps: await Promise.all(steps) };
}
