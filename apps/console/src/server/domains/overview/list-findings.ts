import type { Finding } from "@meridian/contracts/api";
import { judgeFleet } from "@meridian/contracts/status";
import type { AgentLink } from "../agent-link.ts";
import type { ServiceContext } from "../context.ts";
import { getFleetOverview } from "../fleet/index.ts";
import { getOverview } from "./get-overview.ts";

type Context = Pick<ServiceContext, "db" | "now"> & {
  agents: Pick<AgentLink, "presenceOf" | "regionsLive" | "originsLive">;
};

/** What is wrong with the fleet now, as the Overview page says it; the gravest comes first. */
export async function listFindings(ctx: Context): Promise<Finding[]> {
  const [fleet, overview] = await Promise.all([getFleetOverview(ctx), getOverview(ctx)]);
  const { agents } = ctx;
  const regions = new Map(agents.regionsLive().map((region) => [region.id, region]));
  const origins = new Map(agents.originsLive().map((origin) => [origin.id, origin]));
  const figures = {
    agent: (id: string) => ({ presence: agents.presenceOf(id) }),
    region: (id: string) => regions.get(id) ?? null,
    origin: (id: string) => origins.get(id) ?? null,
  };
  return judgeFleet({ fleet, figures, overview });
}
