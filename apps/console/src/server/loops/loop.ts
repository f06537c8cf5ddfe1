import { randomUUID } from "node:crypto";
import type { Db } from "@meridian/db";
import type { Logger } from "../boot/logger.ts";
import type { LoopWatch } from "../boot/loop-watch.ts";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ConsoleCounters } from "../domains/console-counters.ts";
import type { ChangeSignal, ServiceContext } from "../domains/context.ts";
import { acquireLease, type Lease } from "./lease.ts";

export type Loop = { stop(): Promise<void> };

/** What the loops of a process work with. */
export type LoopHost = {
  db: Db;
  logger: Logger;
  watch: LoopWatch;
  changes: ChangeSignal;
  agents: AgentLink;
  counters: ConsoleCounters;
  now: () => Date;
  /** Names this process when it takes a lease. */
  holder: string;
};

export type LoopOptions = {
  name: string;
  everyMs: number;
  /** A turn that takes longer stands; 8 s unless said. */
  turnMsMax?: number;
  tick: () => Promise<void> | void;
};

/** Calls `tick` again and again, never twice at once. A failure is logged; the next tick comes as usual. */
export function startLoop(
  { logger, watch }: Pick<LoopHost, "logger" | "watch">,
  { name, everyMs, turnMsMax, tick }: LoopOptions,
): Loop {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = async () => {
    watch.began(name, turnMsMax);
    try {
      await tick();
    } catch (error) {
      logger.error({ err: error, loop: name }, "a loop's tick failed");
    }
    watch.ended(name, everyMs);
    if (!isStopped) timer = setTimeout(() => (running = turn()), everyMs);
  };
  let running = turn();
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      return running.finally(() => watch.forget(name));
    },
  };
}

/** `name`: of the loop and of its lease. */
export type LeasedLoopOptions = Omit<LoopOptions, "tick"> & {
  leaseMs: number;
  tick: (lease: Lease) => Promise<void>;
};

/** A loop that only one replica at a time runs: a tick does nothing while another process holds the lease. */
export function startLeasedLoop(host: LoopHost, { leaseMs, tick, ...options }: LeasedLoopOptions): Loop {
  const { db, holder } = host;
  return startLoop(host, {
    ...options,
    tick: async () => {
      const lease = await acquireLease(db, { name: options.name, holder, ttlMs: leaseMs });
      if (lease) await tick(lease);
    },
  });
}

/** The context in which a loop acts: `name` stands in the audit log as the actor. */
export function loopContext({ db, logger, changes, now }: LoopHost, name: string): ServiceContext {
  return { ...{ db, logger, changes, now }, actor: { type: "system", id: name }, requestId: randomUUID() };
}
