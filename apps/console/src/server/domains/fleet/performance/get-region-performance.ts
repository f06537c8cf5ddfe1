import type { RegionPerformance, RegionPerformanceInput } from "@meridian/contracts/measure";
import type { Verb } from "../../context.ts";
import { getRegionOrThrow } from "../region/find-regions.ts";
import { timesByVersion, timesOfAll } from "./compare-times.ts";
import type { PerformanceContext } from "./get-agent-performance.ts";

/** Latency by stage of a region's requests, and the nodes on which they were slow. */
export async function getRegionPerformance({
  ctx: { db, agents },
  input: { regionId, minutes },
}: Verb<RegionPerformanceInput, PerformanceContext>): Promise<RegionPerformance> {
  await getRegionOrThrow(db, regionId);
  const nodes = await findNodes(db, regionId);
  const worked = nodes.map((node) => ({ ...node, bands: agents.workOf(node.id, minutes)?.bands ?? [] }));
  return {
    versions: timesByVersion(worked.flatMap(({ bands }) => bands)),
    nodes: worked.map(({ id, name, bands }) => ({
      agentId: id,
      name,
      presence: agents.presenceOf(id),
      times: timesOfAll(bands),
    })),
  };
}

function findNodes(db: PerformanceContext["db"], regionId: string) {
  return db.agent.findMany({
    where: { regionId, role: "inference", archivedAt: null },
    select: { id: true, name: true },
    orderBy: { name: "asc" },
  });
}
