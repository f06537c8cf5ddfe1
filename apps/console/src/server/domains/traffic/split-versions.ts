import type { SplitVersionsInput, TrafficChanged } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { RegionLimit } from "@meridian/contracts/fleet";
import { lockRevision, nextRevision, type Tx } from "@meridian/db";
import type { Verb } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { keepingRules } from "../safety/index.ts";
import { changeTraffic } from "./change-traffic.ts";
import { assertUnchangedSince } from "./conflict.ts";
import type { TrafficContext } from "./views/get-traffic.ts";
import { readTrafficRows } from "./views/load-traffic-rows.ts";
import { findHeld, splitChoices } from "./views/split-view.ts";
import { assertRegion, revisionOf } from "./route-policy.ts";

type Split = Pick<NonNullable<SplitVersionsInput["split"]>, "modelVersionId" | "percent"> | null;

/**
 * Sends part of an origin's requests to a second version that its nodes hold ready, or ends that. A freeze never refuses the
 * end. Throws NOT_FOUND for an unknown or archived origin, CONFLICT when the split changed since
 * `baseRevision`, REFUSED_BY_RULE when no node with the origin's traffic holds the
 * version, and in a freeze.
 */
export function splitVersions({
  ctx: context,
  input,
}: Verb<SplitVersionsInput, TrafficContext>): Promise<TrafficChanged> {
  const { originRegionId, baseRevision, reason, dryRun: isDryRun = false } = input;
  const split = input.split && { modelVersionId: input.split.modelVersionId, percent: input.split.percent };
  const subject = { type: "split", id: originRegionId } as const;
  const make = async (tx: Tx, ctx: TrafficContext) => {
    await lockRevision(tx);
    await assertRegion(tx, originRegionId);
    await assertUnchangedSince(tx, subject, baseRevision);
    const before = await findSplit(tx, originRegionId);
    if (before?.modelVersionId === split?.modelVersionId && before?.percent === split?.percent)
      return { revision: String(await revisionOf(tx, subject)), unproven: [] };
    const revision = await nextRevision(tx);
    if (split) await assertHeld(tx, ctx, originRegionId, split.modelVersionId);
    const apply = async () => {
      await writeSplit(tx, originRegionId, split);
      const kind = split ? "split.set" : "split.ended";
      await appendChange(tx, ctx, { revision, kind, subject, before, after: split, reason });
    };
    await (split ? keepingRules(tx, ctx, { revision, apply }) : apply());
    return { revision: String(revision), unproven: [] };
  };
  return changeTraffic(context, { isDryRun, make });
}

/**
 * Ends the splits of these origins (null: of all): nodes release the second version, so requests for it would only fall back.
 * Returns the origins.
 */
export async function endSplits(tx: Tx, within: RegionLimit): Promise<string[]> {
  const where = within === null ? {} : { originRegionId: { in: [...within] } };
  const splits = await tx.versionSplit.findMany({ where, select: { originRegionId: true } });
  if (splits.length > 0) await tx.versionSplit.deleteMany({ where });
  return splits.map(({ originRegionId }) => originRegionId);
}

async function findSplit(tx: Tx, originRegionId: string): Promise<Split> {
  return tx.versionSplit.findUnique({
    where: { originRegionId },
    select: { modelVersionId: true, percent: true },
  });
}

async function writeSplit(tx: Tx, originRegionId: string, split: Split): Promise<void> {
  if (!split) await tx.versionSplit.delete({ where: { originRegionId } });
  else {
    await tx.versionSplit.upsert({
      where: { originRegionId },
      create: { originRegionId, ...split },
      update: split,
    });
  }
}

async function assertHeld(tx: Tx, ctx: TrafficContext, originRegionId: string, modelVersionId: string) {
  const rows = await readTrafficRows(tx);
  const choices = splitChoices(originRegionId, rows, findHeld(rows, ctx.agents));
  if (choices.some((choice) => choice.modelVersionId === modelVersionId)) return;
  throw new AppError(
    "REFUSED_BY_RULE",
    "No node with traffic of this origin holds this version ready beside the one that it answers with. A rollout prepares it: start one, and pause it.",
    { details: { rule: "split-held", modelVersionId, choices: choices.map(({ name }) => name) } },
  );
}
