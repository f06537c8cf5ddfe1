import { nodeShares, originShares, type TrafficShares } from "@meridian/contracts/shares";
import type { Verb } from "../../context.ts";
import { getTraffic, type TrafficContext } from "./get-traffic.ts";

/** Observed shares, judged against the declared ones and those that health makes of them. */
export async function getShares({ ctx }: Pick<Verb<never, TrafficContext>, "ctx">): Promise<TrafficShares> {
  const traffic = await getTraffic({ ctx });
  const live = ctx.agents.originsLive();
  const liveOf = (originId: string) => live.find(({ id }) => id === originId) ?? null;
  return {
    origins: traffic.origins.map(({ regionId }) => originShares(traffic, liveOf, regionId)),
    nodes: traffic.nodes.map(({ regionId }) => nodeShares(traffic, liveOf, regionId)),
    faults: live.flatMap(({ faults }) => faults),
  };
}
