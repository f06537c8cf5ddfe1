import type { Db } from "@meridian/db";
import type { ChangeSignal } from "../domains/context.ts";
import type { Logger } from "../boot/logger.ts";
import type { LoopWatch } from "../boot/loop-watch.ts";
import { listRoster } from "../domains/fleet/index.ts";
import { getPosition, listChangesAfter } from "../domains/audit/index.ts";
import { listVersionNames } from "../domains/model/index.ts";
import {
  type BearerBook,
  type BearerOf,
  findOtherSnapshots,
  refreshSnapshots,
} from "../domains/snapshot/index.ts";
import type { AgentHub } from "./agents/agent-hub.ts";
import type { KnownVersions } from "./agents/known-versions.ts";
import type { LiveStore } from "./live/live-store.ts";

const name = "change relay";
const pollMs = 500;
const resyncMs = 30_000;

export type ChangeRelayOptions = {
  db: Db;
  /** Of the bearers that agents share which take none of their own. */
  bearerOf: BearerOf;
  bearers: BearerBook;
  hub: AgentHub;
  live: LiveStore;
  versions: KnownVersions;
  logger: Logger;
  watch: LoopWatch;
  now: () => number;
  /** Tells the pages which kinds of change were committed. */
  onChanges: (revision: string, kinds: string[]) => void;
};

/**
 * Carries committed changes to the agents and pages they concern. The database is the truth: it polls past its cursor,
 * `wake` is only a hint, and every 30 s everything is compared again. The cursor moves after the work.
 */
export class ChangeRelay implements ChangeSignal {
  private cursor: bigint | null = null;
  private resyncedAtMs = Number.NEGATIVE_INFINITY;
  private isFailing = false;
  private isStopped = false;
  private isWoken = false;
  private endWait = () => {};
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: ChangeRelayOptions) {}

  start(): void {
    this.running = this.run();
  }

  wake(): void {
    this.isWoken = true;
    this.endWait();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.endWait();
    await this.running;
    this.options.watch.forget(name);
  }

  /** Does what is due now. Throws when the database does not answer. */
  async step(): Promise<void> {
    const { db, now, onChanges } = this.options;
    this.cursor ??= (await getPosition(db)).revision;
    const changes = await listChangesAfter(db, this.cursor);
    const isResyncDue = now() - this.resyncedAtMs >= resyncMs;
    const newest = changes.at(-1);
    if (!newest && !isResyncDue && !this.options.bearers.isDue) return;

    await this.bringUpToDate();
    if (isResyncDue) this.resyncedAtMs = now();
    if (!newest) return;
    this.cursor = newest.revision;
    onChanges(String(newest.revision), [...new Set(changes.map(({ kind }) => kind))]);
  }

  private async bringUpToDate(): Promise<void> {
    const { db, bearerOf, bearers, hub, live, versions } = this.options;
    versions.set(await listVersionNames(db));
    const links = hub.allLinks();
    const rows = await refreshSnapshots(db, bearerOf);
    hub.closeFallen(links, rows.agents);
    bearers.update(rows);
    hub.offerBearers();
    live.setRoster(await listRoster(db));
    hub.offer(await findOtherSnapshots(db, hub.knownPositions()));
  }

  private async run(): Promise<void> {
    const { watch } = this.options;
    while (!this.isStopped) {
      this.isWoken = false;
      watch.began(name);
      try {
        await this.step();
        if (this.isFailing) this.options.logger.info("change relay recovered");
        this.isFailing = false;
      } catch (error) {
        if (!this.isFailing) this.options.logger.error({ err: error }, "change relay failed; retrying");
        this.isFailing = true;
      }
      watch.ended(name, pollMs);
      if (!this.isWoken && !this.isStopped) await this.wait();
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      this.endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
