import { encode } from "@msgpack/msgpack";
import type { AgentRole } from "@meridian/contracts/fleet";
import type { Histogram } from "@meridian/contracts/measure";
import type { Db } from "@meridian/db";

type Figures = { version: string; counters: Record<string, number>; latency: Histogram };
/** Counters stand in the row with the empty version; a version's own row counts its requests. */
export type RegionFigures = Figures & { at: Date; regionId: string; role: AgentRole };
export type AgentFigures = Figures & { at: Date; agentId: string; gauges: Record<string, number> };

export type TelemetryBatch = {
  region10s: RegionFigures[];
  agent60s: AgentFigures[];
  region5m: RegionFigures[];
};

export function countRows({ region10s, agent60s, region5m }: TelemetryBatch): number {
  return region10s.length + agent60s.length + region5m.length;
}

/** Stores a batch; rows of a window that is already stored stay as they are. Returns how many were new. */
export async function writeTelemetry(db: Db, batch: TelemetryBatch): Promise<number> {
  const skipDuplicates = true;
  const stored = await db.$transaction([
    db.telemetryRegion10s.createMany({ data: batch.region10s.map(toRow), skipDuplicates }),
    db.telemetryAgent60s.createMany({ data: batch.agent60s.map(toRow), skipDuplicates }),
    db.telemetryRegion5m.createMany({ data: batch.region5m.map(toRow), skipDuplicates }),
  ]);
  return stored.reduce((sum, { count }) => sum + count, 0);
}

function toRow<F extends Figures>({ latency, ...figures }: F) {
  return { ...figures, total: Uint8Array.from(encode(latency.toSparse())), totalSumMs: latency.sumMs };
}
