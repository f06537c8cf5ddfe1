import type { TesterOptions } from "@/client/query/trpc.ts";

/** Which way a test goes; no node or version: the gateway and the node choose. */
export type Route = { regionId: string; nodeId?: string; version?: string };

/** The first region with a live gateway, else the first. */
export function initialRoute({ regions }: TesterOptions): Route {
  const region = regions.find(({ hasLiveGateway }) => hasLiveGateway) ?? regions[0];
  return { regionId: region?.id ?? "" };
}
