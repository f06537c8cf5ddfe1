import type { OriginView, RegionNodesView } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Verb } from "../../context.ts";
import { getTraffic, type TrafficContext } from "./get-traffic.ts";

/** Throws NOT_FOUND. */
export async function getOrigin({
  ctx,
  input: { originRegionId },
}: Verb<{ originRegionId: string }, TrafficContext>): Promise<OriginView> {
  const { origins } = await getTraffic({ ctx });
  return origins.find(({ regionId }) => regionId === originRegionId) ?? notFound(originRegionId);
}

/** Throws NOT_FOUND. */
export async function getRegionNodes({
  ctx,
  input: { regionId },
}: Verb<{ regionId: string }, TrafficContext>): Promise<RegionNodesView> {
  const { nodes } = await getTraffic({ ctx });
  return nodes.find((region) => region.regionId === regionId) ?? notFound(regionId);
}

function notFound(regionId: string): never {
  throw new AppError("NOT_FOUND", "There is no such region.", { details: { regionId } });
}
