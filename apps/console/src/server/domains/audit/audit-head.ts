import { within } from "@meridian/contracts/wait";
import type { Db } from "@meridian/db";
import { type Loop, type LoopHost, startLoop } from "../../loops/loop.ts";

const everyMs = 3_600_000;
const answerMs = 2000;

/** The newest row of the audit log. A later log that does not hold this hash was cut or rewritten. */
export type AuditHead = { revision: string; at: Date; hash: string };

/** Null: nothing was changed yet. */
export async function getAuditHead(db: Pick<Db, "change">): Promise<AuditHead | null> {
  const newest = await db.change.findFirst({
    orderBy: { revision: "desc" },
    select: { revision: true, at: true, hash: true },
  });
  return newest && { ...newest, revision: String(newest.revision) };
}

/**
 * Logs the head at the start, every hour and when it is stopped: where logs are kept apart from the database, whoever owns that
 * cannot rewrite both.
 */
export function startAuditHeadLoop(host: LoopHost): Loop {
  const log = async () => {
    const head = await within({ ms: answerMs, what: "the audit log's head" }, () => getAuditHead(host.db));
    if (head) host.logger.info({ ...head }, "audit head");
  };
  const loop = startLoop(host, { name: "audit-head", everyMs, tick: log });
  return {
    stop: async () => {
      await loop.stop();
      await log().catch((error: unknown) =>
        host.logger.warn({ err: error }, "audit head unknown at the end"),
      );
    },
  };
}
