import { type RegionArchiveBlock, weightsProblem } from "@meridian/contracts/api";
import type { Region, TrafficMember, Tx } from "@meridian/db";

type Fleet = {
  regions: readonly Pick<Region, "id" | "name">[];
  agents: readonly { regionId: string }[];
  targets: readonly Pick<TrafficMember, "originRegionId" | "regionId" | "state" | "weight">[];
};

/** Why a region cannot be archived now; null when it can. */
export function archiveBlockOf(
  regionId: string,
  { regions, agents, targets }: Fleet,
): RegionArchiveBlock | null {
  const count = agents.filter((agent) => agent.regionId === regionId).length;
  if (count > 0) return { rule: "region-without-agents", agents: count };
  const origins = regions.filter(({ id }) => {
    const own = targets.filter(({ originRegionId }) => originRegionId === id);
    const rest = own.filter((target) => target.regionId !== regionId);
    return id !== regionId && weightsProblem(own) === null && weightsProblem(rest) !== null;
  });
  if (origins.length === 0) return null;
  return { rule: "region-not-only-target", origins: origins.map(({ name }) => name) };
}

/** Regions, agents and traffic members that are not archived: what `archiveBlockOf` judges by. */
export async function loadFleet(db: Pick<Tx, "region" | "agent" | "trafficMember">) {
  const present = { archivedAt: null };
  return {
    regions: await db.region.findMany({
      where: present,
      orderBy: [{ createdAt: "asc" }, { name: "asc" }],
    }),
    agents: await db.agent.findMany({ where: present, select: { regionId: true, role: true } }),
    targets: await db.trafficMember.findMany(),
  };
}
