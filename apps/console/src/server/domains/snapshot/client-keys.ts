import type { ClientKeys, SnapshotKey } from "@meridian/contracts/wire";
import type { ApiKey } from "@meridian/db";
import type { FleetRows } from "./fleet-rows.ts";

/** API keys as gateways of a region know them; nothing while there are none and nobody is asked for one. */
export function clientKeysSeenFrom(
  regionId: string,
  { apiKeys, asksForKeys, agents }: Pick<FleetRows, "apiKeys" | "asksForKeys" | "agents">,
): { clientKeys?: ClientKeys } {
  if (apiKeys.length === 0 && !asksForKeys) return {};
  const connected = agents.filter(({ role, unlistedAt }) => role === "gateway" && unlistedAt === null);
  const isKnownIn = (key: ApiKey, id: string) => key.regionIds.length === 0 || key.regionIds.includes(id);
  const keys = apiKeys
    .filter((key) => isKnownIn(key, regionId))
    .map((key) => snapshotKey(key, connected.filter((gateway) => isKnownIn(key, gateway.regionId)).length));
  return { clientKeys: { isAsked: asksForKeys, keys } };
}

function snapshotKey(key: ApiKey, gateways: number): SnapshotKey {
  const {
    id,
    name,
    keyHash: hash,
    scopes,
    priorities,
    deadlineMsMax,
    requestsPerSecond,
    addressesPerDay,
  } = key;
  const limits = { scopes, priorities, deadlineMsMax, requestsPerSecond, addressesPerDay };
  // One that is not listed yet may be asked before all know it.
  return { id, name, hash, ...limits, gateways: Math.max(1, gateways) };
}
