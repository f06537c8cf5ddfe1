import type { AgentRole } from "@meridian/contracts/fleet";
import type { Histogram } from "@meridian/contracts/measure";

/** What the hub holds of one agent's last 15 minutes, as far as it is stored. */
export interface TelemetrySeries {
  readonly agent: { id: string; regionId: string; role: AgentRole };
  readonly gauges: Readonly<Record<string, number>>;
  /** Adds the latencies of [fromMs, toMs), whole 10 s slots, to `into` by version. */
  mergeLatencies(into: Map<string, Histogram>, fromMs: number, toMs: number): void;
  /** Sums of [fromMs, toMs); null when nothing was received then. */
  countersBetween(fromMs: number, toMs: number): Record<string, number> | null;
}
