import { canonicalJson, type ObservedState } from "@meridian/contracts";
import { Prisma, type Db } from "@meridian/db";
import { recordEvent } from "../event/index.ts";

export type RecordObservedInput = {
  agentId: string;
  regionId: string;
  observed: ObservedState;
  at: Date;
};

/**
 * Stores what an agent really runs. Returns whether it differs from what was stored; a different outcome is an event
 * as well.
 */
export async function recordObserved(db: Db, input: RecordObservedInput): Promise<boolean> {
  const { agentId, regionId, observed, at } = input;
  return db.$transaction(async (tx) => {
    const before = await tx.agentObserved.findUnique({ where: { agentId } });
    const row = observedColumns(observed);
    const isSame =
      before !== null &&
      before.outcome === row.outcome &&
      before.reason === row.reason &&
      before.effectiveHash === row.effectiveHash &&
      before.epoch === row.epoch &&
      before.revision === row.revision &&
      canonicalJson(before.outOfRotation ?? []) === canonicalJson(observed.outOfRotation ?? []);
    const data = { ...(isSame ? {} : row), lastSeenAt: at, observedAt: at };
    await tx.agentObserved.upsert({ where: { agentId }, create: { agentId, ...data }, update: data });
    if (before?.outcome !== row.outcome) {
      const { outcome, reason } = observed;
      const details = { from: before?.outcome ?? null, to: outcome, reason };
      await recordEvent(tx, { kind: "agent.outcome", at, agentId, regionId, details });
    }
    return !isSame;
  });
}

function observedColumns({
  applied,
  outcome,
  reason,
  effectiveHash,
  effective,
  outOfRotation,
}: ObservedState) {
  return {
    epoch: applied?.epoch ?? null,
    revision: applied ? BigInt(applied.revision) : null,
    outcome,
    reason,
    effectiveHash,
    effective: effective as Prisma.InputJsonObject,
    outOfRotation: outOfRotation ?? Prisma.DbNull,
  };
}
