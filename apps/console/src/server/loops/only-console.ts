import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@meridian/contracts/errors";
import type { Db } from "@meridian/db";
import { acquireLease } from "./lease.ts";
import type { Logger } from "../boot/logger.ts";

const name = "console";
/** As long as one that was killed on another machine keeps its successor waiting. */
const ttlMs = 10_000;
const retryMs = 500;
/** How often the lease is renewed: two turns may fail. */
export const renewMs = 3000;

export type OnlyConsoleOptions = {
  logger: Logger;
  /** More than `ttlMs`: a console that was killed is waited for, one that works is not. */
  waitMs?: number;
  /** `<host> <pid> <id of this start>` */
  holder?: string;
};

/**
 * Says to whoever else starts that this console works on the database. A second one would see only its own agents: it would call
 * the others' dead, archive them and leave them out of rollouts.
 */
export class OnlyConsole {
  private constructor(
    private readonly db: Db,
    private readonly holder: string,
  ) {}

  /** Throws CONFLICT when another console works on `db`, and still does after `waitMs`. */
  static async claim(
    db: Db,
    {
      logger,
      waitMs = ttlMs + 2000,
      holder = `${hostname()} ${process.pid} ${randomUUID()}`,
    }: OnlyConsoleOptions,
  ): Promise<OnlyConsole> {
    const claimed = new OnlyConsole(db, holder);
    const endMs = performance.now() + waitMs;
    for (let isTold = false; !(await claimed.renew()); isTold = true) {
      const other = await claimed.otherHolder();
      if (other !== null && isDead(other)) await endLease(db, other);
      else if (performance.now() > endMs) throw refusal(other);
      else {
        if (!isTold)
          logger.info({ holder: other }, "another console works on this database: waiting for its end");
        await sleep(retryMs);
      }
    }
    return claimed;
  }

  /** False: another console works on the database now. */
  async renew(): Promise<boolean> {
    return (await acquireLease(this.db, { name, holder: this.holder, ttlMs })) !== null;
  }

  /** Lets the next one start at once. */
  release(): Promise<void> {
    return endLease(this.db, this.holder);
  }

  private async otherHolder(): Promise<string | null> {
    return (await this.db.lease.findUnique({ where: { name } }))?.holder ?? null;
  }
}

async function endLease(db: Db, holder: string): Promise<void> {
  await db.lease.deleteMany({ where: { name, holder } });
}

/** A process of this host that is no more, or that had this process's id before it: a container's first process always has 1. */
function isDead(holder: string): boolean {
  const [host, pid] = holder.split(" ");
  if (host !== hostname()) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

function refusal(holder: string | null): AppError {
  const [host, pid] = holder?.split(" ") ?? [];
  const where = host === undefined ? "" : ` (process ${pid} on ${host})`;
  return new AppError(
    "CONFLICT",
    `Another console${where} works on this database. Stop it first: two see only their own agents, and would call each other's dead.`,
  );
}
