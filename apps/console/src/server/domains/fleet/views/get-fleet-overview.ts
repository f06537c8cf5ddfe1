import type { FleetView } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import { getPosition } from "../../audit/index.ts";
import { findAgents, toAgentView, toRotationByNode } from "./agent-view.ts";

/** All that the fleet page shows, except live figures. */
export async function getFleetOverview(db: Db): Promise<FleetView> {
  const [{ revision }, regions, agents] = await Promise.all([
    getPosition(db),
    db.region.findMany({ where: { archivedAt: null }, orderBy: [{ createdAt: "asc" }, { name: "asc" }] }),
    findAgents(db),
  ]);
  const rotationByNode = toRotationByNode(agents);
  return {
    revision: String(revision),
    regions: regions.map(({ id, name, label, latitude, longitude }) => {
      const members = agents.filter(({ regionId }) => regionId === id);
      const views = members.map((agent) => toAgentView(agent, members, rotationByNode.get(agent.id) ?? []));
      return { id, name, label, latitude, longitude, agents: views };
    }),
  };
}
