import { randomUUID } from "node:crypto";
import { ensurePartitions, type Db } from "@meridian/db";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ChangeSignal, ServiceContext } from "../domains/context.ts";
import type { HubCounters } from "../domains/hub-counters.ts";
import type { Logger } from "./logger.ts";
import { executeDrains } from "../domains/traffic/index.ts";
import { acquireLease, type Lease } from "../loops/lease.ts";
import { startLoop, type Loop } from "../loops/loop.ts";
import { MassEventController } from "../domains/incident/index.ts";
import { executeRetention } from "../loops/retention.ts";
import { RolloutsController } from "../domains/rollout/index.ts";
import { type TelemetrySeries, TelemetryWriter } from "../domains/telemetry/index.ts";

const telemetryEveryMs = 1000;
const retentionEveryMs = 600_000;
const retentionLeaseMs = 60_000;
const massEventsEveryMs = 1000;
const drainsEveryMs = 1000;
const drainsLeaseMs = 5000;
const rolloutsEveryMs = 1000;
const rolloutsLeaseMs = 5000;

export type ControllersOptions = {
  db: Db;
  logger: Logger;
  changes: ChangeSignal;
  agents: AgentLink;
  counters: HubCounters;
  series: () => readonly TelemetrySeries[];
  now: () => Date;
};

/** Starts the console's loops. Every replica stores the telemetry of its own agents; the rest one at a time does. */
export async function startControllers(options: ControllersOptions): Promise<Loop> {
  const { db, logger, changes, agents, counters, series, now } = options;
  const nowMs = () => now().getTime();
  await ensurePartitions(db, now());
  const writer = new TelemetryWriter({ db, logger, counters, series, now: nowMs });
  const holder = randomUUID();
  const underLease = (name: string, ttlMs: number, work: (lease: Lease) => Promise<void>) => async () => {
    const lease = await acquireLease(db, { name, holder, ttlMs });
    if (lease) await work(lease);
  };
  const contextOf = (id: string): ServiceContext => ({
    ...{ db, logger, changes },
    actor: { type: "system", id },
    requestId: randomUUID(),
    now,
  });
  const retain = underLease("retention", retentionLeaseMs, (lease) =>
    executeRetention(db, lease, now(), logger),
  );
  const massEvents = new MassEventController();
  // Every replica looks at its own agents; and before automation acts, so that after a stall it does not act on old sights.
  const look = () => massEvents.look({ ...contextOf("mass-events"), agents, counters });
  const endDrains = underLease("drains", drainsLeaseMs, async (lease) => {
    await look();
    await executeDrains(contextOf("drains"), lease);
  });
  const rollouts = new RolloutsController(nowMs());
  const rollOut = underLease("rollouts", rolloutsLeaseMs, async (lease) => {
    await look();
    await rollouts.execute({ ...contextOf("rollouts"), agents }, lease);
  });
  const loops = [
    startLoop({ name: "telemetry", everyMs: telemetryEveryMs, logger, step: () => writer.step() }),
    startLoop({ name: "retention", everyMs: retentionEveryMs, logger, step: retain }),
    startLoop({ name: "mass-events", everyMs: massEventsEveryMs, logger, step: look }),
    startLoop({ name: "drains", everyMs: drainsEveryMs, logger, step: endDrains }),
    startLoop({ name: "rollouts", everyMs: rolloutsEveryMs, logger, step: rollOut }),
  ];
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
}
