import type { TesterOptions } from "@meridian/contracts/api";
import type { Verb } from "../context.ts";
import { listModelVersions } from "../model/index.ts";
import { listRegions } from "../fleet/index.ts";
import type { TesterContext } from "./parse-addresses.ts";

/** What the tester can choose: regions, nodes and versions. */
export async function listTesterOptions({
  ctx,
}: Pick<Verb<never, TesterContext>, "ctx">): Promise<TesterOptions> {
  const [regions, agents, versions] = await Promise.all([
    listRegions(ctx.db),
    ctx.db.agent.findMany({
      where: { archivedAt: null },
      orderBy: { name: "asc" },
      select: { id: true, name: true, role: true, regionId: true },
    }),
    listModelVersions(ctx.db),
  ]);
  const seen = agents.map((agent) => ({ ...agent, presence: ctx.agents.presenceOf(agent.id) }));
  const liveGateways = seen.filter(({ role, presence }) => role === "gateway" && presence === "live");
  return {
    regions: regions.map(({ id, name, label }) => ({
      id,
      name,
      label,
      hasLiveGateway: liveGateways.some(({ regionId }) => regionId === id),
    })),
    nodes: seen
      .filter(({ role }) => role === "inference")
      .map(({ id, name, regionId, presence }) => ({ id, name, regionId, presence })),
    versions,
  };
}
