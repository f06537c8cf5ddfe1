import type { RegionView } from "@meridian/contracts/api";
import { type History, historyStepMs } from "@/client/live/fleet-live-store.ts";

export type ChartPoint = { atMs: number } & { [regionId: string]: number | null };

/**
 * Requests/s that enter each region, as its gateways counted them: one point per step, at the middle of the step. A
 * region without any data in a step has a gap there.
 */
export function chartPoints(
  regions: readonly Pick<RegionView, "id" | "agents">[],
  histories: ReadonlyMap<string, History>,
  endMs: number,
): ChartPoint[] {
  const gatewaysBy = regions.map(({ id, agents }) => ({
    id,
    rates: agents
      .filter(({ role }) => role === "gateway")
      .flatMap((agent) => [histories.get(agent.id) ?? []]),
  }));
  const length = Math.max(0, ...[...histories.values()].map((history) => history.length));
  return Array.from({ length }, (_, i) => {
    const point: ChartPoint = { atMs: endMs - (length - i - 0.5) * historyStepMs };
    for (const { id, rates } of gatewaysBy)
      point[id] = sumOfKnown(rates.map((history) => history[i] ?? null));
    return point;
  });
}

function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : null;
}
