import { openRolloutStates, type RolloutChanged, type StartRolloutInput } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { Precision } from "@meridian/contracts/fleet";
import { newId } from "@meridian/contracts/ids";
import { nextRevision, type ModelVersion, type Tx } from "@meridian/db";
import type { Verb } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { assertVersionWhole, type ModelFolders } from "../model/index.ts";
import { keepingRules } from "../safety/index.ts";
import { makeChange } from "../trial.ts";
import { getRollout, type RolloutContext } from "./get-rollout.ts";
import { isSameRef, newStep, planColumn, progressColumn, type VersionRef } from "./progress.ts";
import { findRolloutNodes } from "./rollout-nodes.ts";

export type StartRolloutContext = RolloutContext & { modelFolders: ModelFolders };

/** `keepsDefault`: once it is completed, new nodes get what they got before. */
type StartInput = StartRolloutInput & { keepsDefault?: boolean };

/**
 * Starts a rollout of a version to regions, one after another. Throws NOT_FOUND for an unknown version or region,
 * VALIDATION for a precision that the version lacks, CONFLICT while another rollout is open, REFUSED_BY_RULE for
 * damaged files, for a region that could not stay ready, where every node answers with it already, and while changes are
 * frozen.
 */
export async function startRollout({
  ctx: context,
  input,
}: Verb<StartInput, StartRolloutContext>): Promise<RolloutChanged> {
  const version = await getVersionOrThrow(context.db, input.modelVersionId);
  const target = { modelVersionId: version.id, precision: precisionOf(version, input.precision) };
  await assertVersionWhole(context.modelFolders, version);
  const make = async (tx: Tx, ctx: StartRolloutContext) => {
    const revision = await nextRevision(tx);
    await assertNoneOpen(tx);
    await assertRegionsCanFollow(tx, ctx, input.regionIds, target);
    const id = newId("ro");
    const apply = () => createRollout(tx, ctx, { id, revision, version, target, input });
    await keepingRules(tx, ctx, { revision, apply });
    return id;
  };
  return makeChange(context, {
    isDryRun: input.dryRun ?? false,
    make,
    show: (ctx, rolloutId) => getRollout({ ctx, input: { rolloutId } }),
  });
}

type NewRollout = {
  id: string;
  revision: bigint;
  version: ModelVersion;
  target: VersionRef;
  input: StartInput;
};

async function createRollout(
  tx: Tx,
  ctx: RolloutContext,
  { id, revision, version, target, input }: NewRollout,
): Promise<void> {
  const { regionIds, bakeSeconds, gates, reason, keepsDefault = false } = input;
  await tx.rollout.create({
    data: {
      ...{ id, ...target, reason },
      state: "running",
      plan: planColumn({ bakeSeconds, gates, keepsDefault }),
      progress: progressColumn({ steps: regionIds.map(newStep), defaultBefore: null }),
      createdBy: ctx.actor.id,
      createdAt: ctx.now(),
      stateSince: ctx.now(),
    },
  });
  await appendChange(tx, ctx, {
    ...{ revision, kind: "rollout.started", subject: { type: "rollout", id }, reason },
    after: { version: version.name, digest: version.digest, ...target, regionIds, bakeSeconds, gates },
  });
}

async function getVersionOrThrow(db: Pick<Tx, "modelVersion">, id: string): Promise<ModelVersion> {
  const version = await db.modelVersion.findFirst({ where: { id, archivedAt: null } });
  if (version) return version;
  throw new AppError("NOT_FOUND", "There is no such model version.", { details: { modelVersionId: id } });
}

function precisionOf({ name, precisions }: ModelVersion, wanted: Precision | undefined): Precision {
  const precision = wanted ?? precisions[0];
  if (precision !== undefined && precisions.includes(precision)) return Precision.parse(precision);
  throw new AppError("VALIDATION", `${name} has no ${wanted} files, only ${precisions.join(", ")}.`, {
    details: { precision: wanted, precisions },
  });
}

async function assertNoneOpen(tx: Tx): Promise<void> {
  const open = await tx.rollout.findFirst({
    where: { state: { in: [...openRolloutStates] } },
    select: { id: true, state: true, modelVersion: { select: { name: true } } },
  });
  if (!open) return;
  const { id: rolloutId, state, modelVersion } = open;
  throw new AppError("CONFLICT", `The rollout of ${modelVersion.name} is ${state}: end it first.`, {
    details: { rolloutId, version: modelVersion.name, state },
  });
}

async function assertRegionsCanFollow(
  tx: Tx,
  ctx: RolloutContext,
  regionIds: string[],
  target: VersionRef,
): Promise<void> {
  const regions = await tx.region.findMany({ where: { id: { in: regionIds }, archivedAt: null } });
  const unknown = regionIds.find((id) => !regions.some((region) => region.id === id));
  if (unknown !== undefined) {
    throw new AppError("NOT_FOUND", "There is no such region.", { details: { regionId: unknown } });
  }
  const nodes = await findRolloutNodes(tx, ctx.agents, regionIds);
  for (const { id, name: region } of regions) {
    const members = nodes.filter(({ regionId }) => regionId === id);
    if (members.length === 0) refuse("region-has-nodes", `${region} has no nodes.`, { region });
    const isServing = members.some(({ presence, report }) => presence === "live" && report?.isReady);
    if (!isServing) refuse("region-has-ready-node", `No node of ${region} is ready.`, { region });
  }
  if (nodes.every(({ answers }) => isSameRef(answers, target))) {
    refuse("version-is-new", "Every node of these regions answers with this version already.", {});
  }
}

function refuse(rule: string, message: string, details: Record<string, unknown>): never {
  throw new AppError("REFUSED_BY_RULE", message, { details: { rule, ...details } });
}
