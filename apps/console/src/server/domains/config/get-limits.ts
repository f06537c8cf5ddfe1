import { GatewayLimits, InferenceLimits } from "@meridian/contracts/fleet";
import type { Tx } from "@meridian/db";

export type Limits = { inference: InferenceLimits; gateway: GatewayLimits };

/** Used where the settings table says nothing. A CPU node's batch is full at 256 padded tokens. */
export const limitDefaults: Limits = {
  inference: {
    batchTokensMax: 256,
    queueLengthMax: 2048,
    cacheBytes: 64 * 1024 * 1024,
    deadlineMsDefault: 5000,
  },
  gateway: {
    deadlineMsDefault: 5000,
    connectTimeoutMs: 1000,
    probeIntervalMs: 1000,
    connectionsPerNode: 64,
  },
};

/** Limits sent to agents: central settings over the defaults. */
export async function getLimits(tx: Pick<Tx, "setting">): Promise<Limits> {
  const rows = await tx.setting.findMany({ where: { key: { startsWith: "limits." } } });
  const stored = new Map(rows.map(({ key, value }) => [key, value as object]));
  return {
    inference: InferenceLimits.parse({ ...limitDefaults.inference, ...stored.get("limits.inference") }),
    gateway: GatewayLimits.parse({ ...limitDefaults.gateway, ...stored.get("limits.gateway") }),
  };
}
