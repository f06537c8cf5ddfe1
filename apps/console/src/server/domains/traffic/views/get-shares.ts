import {
  nodeCounts,
  nodeHomes,
  nodeShares,
  originShares,
  type TrafficShares,
} from "@meridian/contracts/shares";
import type { Verb } from "../../context.ts";
import { getTraffic, type TrafficContext } from "./get-traffic.ts";

/** Observed shares, judged against the declared ones and those that health makes of them. */
export async function getShares({ ctx }: Pick<Verb<never, TrafficContext>, "ctx">): Promise<TrafficShares> {
  const traffic = await getTraffic({ ctx });
  const live = ctx.agents.originsLive();
  const byOrigin = new Map(live.map((one) => [one.id, one]));
  const liveOf = (originId: string) => byOrigin.get(originId) ?? null;
  const [homes, sent] = [nodeHomes(traffic), nodeCounts(traffic, liveOf)];
  return {
    origins: traffic.origins.map(({ regionId }) => originShares(traffic, liveOf, regionId, homes)),
    nodes: traffic.nodes.map(({ regionId }) => nodeShares(traffic, liveOf, regionId, sent)),
    faults: live.flatMap(({ faults }) => faults),
  };
}
