import type { AgentRole } from "@meridian/contracts/fleet";
import { Histogram } from "@meridian/contracts/measure";
import type { AgentFigures, RegionFigures, TelemetryBatch } from "./telemetry-rows.ts";

export const windowMs = 10_000;
const agentWindowMs = 60_000;
const longWindowMs = 300_000;

/** What the hub holds of one agent's last 15 minutes, as far as it is stored. */
export interface TelemetrySeries {
  readonly agent: { id: string; regionId: string; role: AgentRole };
  readonly gauges: Readonly<Record<string, number>>;
  /** Adds the latencies of [fromMs, toMs), whole 10 s slots, to `into` by version. */
  mergeLatencies(into: Map<string, Histogram>, fromMs: number, toMs: number): void;
  /** Sums of [fromMs, toMs); null when nothing was received then. */
  countersBetween(fromMs: number, toMs: number): Record<string, number> | null;
}

/** Rows for the windows that end at `endMs`, a multiple of 10 s. A window in which nothing was received has none. */
export function planTelemetry(series: readonly TelemetrySeries[], endMs: number): TelemetryBatch {
  const isEndOf = (lengthMs: number) => endMs % lengthMs === 0;
  return {
    region10s: regionFigures(series, endMs - windowMs, endMs),
    agent60s: isEndOf(agentWindowMs) ? agentFigures(series, endMs - agentWindowMs, endMs) : [],
    region5m: isEndOf(longWindowMs) ? regionFigures(series, endMs - longWindowMs, endMs) : [],
  };
}

function agentFigures(series: readonly TelemetrySeries[], fromMs: number, toMs: number): AgentFigures[] {
  return series.flatMap((one) => {
    const at = new Date(fromMs);
    const { id: agentId } = one.agent;
    const gauges = { ...one.gauges };
    return byVersion([one], fromMs, toMs).map((figures) => ({ at, agentId, gauges, ...figures }));
  });
}

function regionFigures(series: readonly TelemetrySeries[], fromMs: number, toMs: number): RegionFigures[] {
  const at = new Date(fromMs);
  const groups = new Map<string, TelemetrySeries[]>();
  for (const one of series) {
    const key = `${one.agent.regionId} ${one.agent.role}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (!first) return [];
    const { regionId, role }: { regionId: string; role: AgentRole } = first.agent;
    return byVersion(members, fromMs, toMs).map((figures) => ({ at, regionId, role, ...figures }));
  });
}

/** Merged figures: all counters under the empty version, and each version's latencies with their count. */
function byVersion(members: readonly TelemetrySeries[], fromMs: number, toMs: number) {
  const latencies = new Map<string, Histogram>();
  let counters: Record<string, number> | null = null;
  for (const member of members) {
    member.mergeLatencies(latencies, fromMs, toMs);
    const counted = member.countersBetween(fromMs, toMs);
    if (!counted) continue;
    counters ??= {};
    for (const [name, count] of Object.entries(counted)) counters[name] = (counters[name] ?? 0) + count;
  }
  if (counters && !latencies.has("")) latencies.set("", new Histogram());
  return [...latencies].map(([version, latency]) => ({
    version,
    latency,
    counters: version === "" ? (counters ?? {}) : { requests: latency.count },
  }));
}
