import type { FleetView } from "@meridian/contracts/api";
import type { Db } from "@meridian/db";
import type { AgentLink } from "../../agent-link.ts";
import { getPosition } from "../../audit/index.ts";
import { findAgents, toAgentView, toRotationByNode } from "./agent-view.ts";

type Context = { db: Db; agents: Pick<AgentLink, "presenceOf">; now: () => Date };

/** All that the fleet page shows, except live figures. */
export async function getFleetOverview({ db, agents: links, now }: Context): Promise<FleetView> {
  const [{ revision }, regions, agents] = await Promise.all([
    getPosition(db),
    db.region.findMany({ where: { archivedAt: null }, orderBy: [{ createdAt: "asc" }, { name: "asc" }] }),
    findAgents(db),
  ]);
  const rotationByNode = toRotationByNode(agents, (id) => links.presenceOf(id));
  return {
    revision: String(revision),
    regions: regions.map(({ id, name, label, latitude, longitude }) => {
      const members = agents.filter(({ regionId }) => regionId === id);
      const views = members.map((agent) =>
        toAgentView(agent, members, {
          outOfRotation: rotationByNode.get(agent.id) ?? [],
          presence: links.presenceOf(agent.id),
          nowMs: now().getTime(),
        }),
      );
      return { id, name, label, latitude, longitude, agents: views };
    }),
  };
}
