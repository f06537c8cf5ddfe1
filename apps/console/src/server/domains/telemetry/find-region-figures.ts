import { decode } from "@msgpack/msgpack";
import type { AgentRole } from "@meridian/contracts/fleet";
import type { SparseHistogram } from "@meridian/contracts/measure";
import type { Db } from "@meridian/db";
import { z } from "zod";

/** A stored window of 10 s: counters stand in the row with the empty version, latencies in each version's own. */
export type StoredFigures = {
  at: Date;
  regionId: string;
  version: string;
  counters: Record<string, number>;
  latency: { sparse: SparseHistogram; sumMs: number };
};

const Counters = z.record(z.string(), z.number());
const Sparse = z.array(z.number());

/** Windows of one role that begin in [from, to), of one region or of all. */
export async function findRegionFigures(
  db: Pick<Db, "telemetryRegion10s">,
  { role, regionId, from, to }: { role: AgentRole; regionId?: string; from: Date; to: Date },
): Promise<StoredFigures[]> {
  const rows = await db.telemetryRegion10s.findMany({
    where: { role, ...(regionId !== undefined && { regionId }), at: { gte: from, lt: to } },
    select: { at: true, regionId: true, version: true, counters: true, total: true, totalSumMs: true },
  });
  return rows.map(({ at, regionId, version, counters, total, totalSumMs }) => ({
    at,
    regionId,
    version,
    counters: version === "" ? Counters.parse(counters) : {},
    latency: { sparse: Sparse.parse(decode(total)), sumMs: totalSumMs },
  }));
}
