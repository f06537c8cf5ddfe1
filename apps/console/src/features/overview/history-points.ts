import type { OverviewHistory } from "@meridian/contracts/api";
import type { TimePoint } from "@/components/charts/series.ts";

/** Chart points of one figure: a series per region, each value at the middle of its step. */
export function historyPoints(
  { from, stepMs, regions, total }: OverviewHistory,
  figure: "requestsPerSecond" | "p95Ms",
): TimePoint[] {
  return total[figure].map((_, step) => ({
    ...Object.fromEntries(regions.map((region) => [region.id, region[figure][step] ?? null])),
    atMs: from.getTime() + (step + 0.5) * stepMs,
  }));
}
