import { encode } from "@msgpack/msgpack";
import type { AgentRole } from "@meridian/contracts/fleet";
import type { Histogram } from "@meridian/contracts/measure";
import { type Db, isDatabaseAway } from "@meridian/db";

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

/** What became of a batch's rows; `refused` are those that the database does not take, `error` why the first of them. */
export type Written = { stored: number; refused: number; error?: unknown };

/**
 * Stores a batch; rows of a window that is already stored stay as they are. A row that the database refuses is left out: it
 * must not take those of other agents with it. Throws when the database is away.
 */
export async function writeTelemetry(db: Db, batch: TelemetryBatch): Promise<Written> {
  const skipDuplicates = true;
  const { telemetryRegion10s, telemetryAgent60s, telemetryRegion5m } = db;
  const tables = [
    await insertApart(batch.region10s, (rows) =>
      telemetryRegion10s.createMany({ data: rows.map(toRow), skipDuplicates }),
    ),
    await insertApart(batch.agent60s, (rows) =>
      telemetryAgent60s.createMany({ data: rows.map(toRow), skipDuplicates }),
    ),
    await insertApart(batch.region5m, (rows) =>
      telemetryRegion5m.createMany({ data: rows.map(toRow), skipDuplicates }),
    ),
  ];
  return tables.reduce(addWritten);
}

/** Halves what is refused until the rows at fault stand alone. */
async function insertApart<Row>(
  rows: readonly Row[],
  insert: (rows: readonly Row[]) => Promise<{ count: number }>,
): Promise<Written> {
  if (rows.length === 0) return { stored: 0, refused: 0 };
  try {
    return { stored: (await insert(rows)).count, refused: 0 };
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (rows.length === 1) return { stored: 0, refused: 1, error };
    const middle = rows.length >> 1;
    const first = await insertApart(rows.slice(0, middle), insert);
    return addWritten(first, await insertApart(rows.slice(middle), insert));
  }
}

function addWritten(one: Written, other: Written): Written {
  const stored = one.stored + other.stored;
  return { stored, refused: one.refused + other.refused, error: one.error ?? other.error };
}

function toRow<F extends Figures>({ latency, ...figures }: F) {
  return { ...figures, total: Uint8Array.from(encode(latency.toSparse())), totalSumMs: latency.sumMs };
}
