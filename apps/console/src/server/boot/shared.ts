import type { Db } from "@meridian/db";
import type { AgentLink } from "../domains/agent-link.ts";
import type { ChangeSignal } from "../domains/context.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { Env } from "./env.ts";
import type { ConsoleCounters } from "../domains/console-counters.ts";
import type { Logger } from "./logger.ts";
import type { LoopWatch } from "./loop-watch.ts";
import type { ModelFolders } from "../domains/model/index.ts";
import type { Secrets } from "./secrets.ts";

/** What server.ts makes at boot and Next's routes use. */
export type Shared = {
  env: Env;
  logger: Logger;
  secrets: Secrets;
  db: Db;
  /** The database's time. */
  now: () => Date;
  changes: ChangeSignal;
  feed: ChangeFeed;
  agents: AgentLink;
  /** Where each registered model version's files are, by digest. */
  modelFolders: ModelFolders;
  counters: ConsoleCounters;
  watch: LoopWatch;
};

/**
 * One value per process under `key`. server.ts and Next's routes load separate copies of every module,
 * so a module-level singleton would exist twice.
 */
export function onGlobal<T>(key: string, make: () => T): T {
  const store = globalThis as Record<symbol, unknown>;
  const symbol = Symbol.for(`meridian.${key}`);
  store[symbol] ??= make();
  return store[symbol] as T;
}

/** Publishes what was made at boot. */
export function share(shared: Shared): void {
  onGlobal("shared", () => shared);
}

/** What was made at boot. Throws when the code runs without the console's own server (`server.ts`). */
export function getShared(): Shared {
  return onGlobal<Shared>("shared", () => {
    throw new Error("The console's pages need its own server: start it with `npm start`.");
  });
}
