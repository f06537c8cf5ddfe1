import { randomUUID } from "node:crypto";
import { ensurePartitions } from "@meridian/db";
import { startAuditHeadLoop } from "../domains/audit/index.ts";
import { startApiKeyLoop } from "../domains/clients/index.ts";
import { startGatewayListLoop } from "../domains/fleet/index.ts";
import { startIncidentLoop } from "../domains/incident/index.ts";
import { startRolloutLoop } from "../domains/rollout/index.ts";
import { startTelemetryLoop, type TelemetrySeries } from "../domains/telemetry/index.ts";
import { startDrainLoop } from "../domains/traffic/index.ts";
import type { Loop, LoopHost } from "../loops/loop.ts";
import { startRetentionLoop } from "../loops/retention.ts";

export type LoopsOptions = Omit<LoopHost, "holder"> & {
  series: () => readonly TelemetrySeries[];
  offlineAfterMs: number;
};

/** Starts the console's loops. Each replica stores its own agents' telemetry and judges their presence; one runs the rest. */
export async function startLoops({ series, offlineAfterMs, ...options }: LoopsOptions): Promise<Loop> {
  const host: LoopHost = { ...options, holder: randomUUID() };
  await ensurePartitions(host.db, host.now());
  const incidents = startIncidentLoop(host);
  const loops = [
    startTelemetryLoop(host, series),
    startRetentionLoop(host),
    startAuditHeadLoop(host),
    startApiKeyLoop(host),
    incidents,
    startDrainLoop(host, incidents),
    startRolloutLoop(host, incidents),
    startGatewayListLoop(host, { offlineAfterMs }),
  ];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}
