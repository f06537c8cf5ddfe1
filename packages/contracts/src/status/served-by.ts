import type { RegionView } from "../api/index.ts";
import type { Figures } from "./figures.ts";

/** Names of the other regions whose nodes a region's gateways sent requests to in the last 30 s, the most first. */
export function servedBy(
  region: Pick<RegionView, "id">,
  regions: readonly RegionView[],
  figures: Pick<Figures, "agent" | "origin">,
): string[] {
  const homes = new Map(regions.flatMap((home) => home.agents.map(({ id }) => [id, home] as const)));
  const picked = new Map<string, number>();
  for (const [nodeId, picks] of figures.origin(region.id)?.picks ?? []) {
    const home = homes.get(nodeId);
    const isThere = figures.agent(nodeId)?.presence === "live";
    if (!home || home.id === region.id || !isThere || picks === 0) continue;
    picked.set(home.name, (picked.get(home.name) ?? 0) + picks);
  }
  return [...picked].toSorted(([, a], [, b]) => b - a).map(([name]) => name);
}
