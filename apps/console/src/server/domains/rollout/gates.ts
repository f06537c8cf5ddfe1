import type { GateView, RolloutGates } from "@meridian/contracts/api";
import { Histogram } from "@meridian/contracts/measure";
import type { Tx } from "@meridian/db";
import { findRegionFigures, type StoredFigures } from "../telemetry/index.ts";

const windowMs = 10_000;
const baselineMs = 600_000;
/** A switched node starts with an empty cache: until it has filled, p95 is judged only if the bake time is shorter. */
const p95SettlesMs = 60_000;

/** What a region's nodes counted since its switch, and how fast they were in the 10 minutes before. */
export type GateFigures = {
  requests: number;
  serverErrors: number;
  /** Latencies of the new version since the switch, and of all versions before it. */
  after: { requests: number; p95Ms: number };
  before: { requests: number; p95Ms: number };
};

export type Watched = { regionId: string; switchedAt: Date; version: string };

/** Only whole windows count: the one in which the switch happened belongs to neither side. */
export async function findGateFigures(
  db: Pick<Tx, "telemetryRegion10s">,
  { regionId, switchedAt, version }: Watched,
  now: Date,
): Promise<GateFigures> {
  const switchedMs = switchedAt.getTime();
  const from = new Date(switchedMs - baselineMs);
  const rows = await findRegionFigures(db, { role: "inference", regionId, from, to: now });
  const after = rows.filter(({ at }) => at.getTime() >= switchedMs);
  const before = rows.filter(({ at }) => at.getTime() + windowMs <= switchedMs);
  const total = (counter: string) => after.reduce((sum, { counters }) => sum + (counters[counter] ?? 0), 0);
  return {
    requests: total("requests"),
    serverErrors: total("serverErrors"),
    after: latencyOf(after.filter((row) => row.version === version)),
    before: latencyOf(before.filter((row) => row.version !== "")),
  };
}

function latencyOf(rows: StoredFigures[]): GateFigures["after"] {
  const histogram = new Histogram();
  for (const { latency } of rows) histogram.mergeSparse(latency.sparse, latency.sumMs);
  return { requests: histogram.count, p95Ms: histogram.quantile(0.95) };
}

/** How long a region has been watched, and how long it will be. */
export type Watching = { bakedMs: number; bakeMs: number };

/**
 * Answers of a region's gates. Errors count at once, latency once it has settled: until then it can be too early to fail. With fewer than `requestsMin` requests a gate has no data. Where too little was asked
 * *before* the switch there is no latency to fall behind: the ratio passes without a value, on the same number of
 * requests since.
 */
export function judgeGates(figures: GateFigures, gates: RolloutGates, watching: Watching): GateView[] {
  return [judgeErrors(figures, gates), judgeLatency(figures, gates, watching)];
}

function judgeErrors({ requests, serverErrors }: GateFigures, gates: RolloutGates): GateView {
  const base = { gate: "error-share", limit: gates.errorShareMax, requests } as const;
  if (requests < gates.requestsMin) return { ...base, answer: "no-data", value: null };
  const value = serverErrors / requests;
  return { ...base, answer: value <= gates.errorShareMax ? "pass" : "fail", value };
}

function judgeLatency(
  { after, before }: GateFigures,
  gates: RolloutGates,
  { bakedMs, bakeMs }: Watching,
): GateView {
  const base = { gate: "p95-ratio", limit: gates.p95RatioMax, requests: after.requests } as const;
  if (after.requests < gates.requestsMin) return { ...base, answer: "no-data", value: null };
  if (before.requests < gates.requestsMin) return { ...base, answer: "pass", value: null };
  const value = after.p95Ms / before.p95Ms;
  if (value <= gates.p95RatioMax) return { ...base, answer: "pass", value };
  return { ...base, answer: bakedMs >= Math.min(bakeMs, p95SettlesMs) ? "fail" : "too-early", value };
}
