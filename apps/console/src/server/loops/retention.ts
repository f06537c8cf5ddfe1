import {
  dropPartitionsBefore,
  ensurePartitions,
  inTransaction,
  type Db,
  type PartitionedTable,
  type Tx,
} from "@meridian/db";
import type { Logger } from "../boot/logger.ts";
import { holdsLease, type Lease } from "./lease.ts";
import { type Loop, type LoopHost, startLeasedLoop } from "./loop.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long each kind of row is kept. */
const keptMs: Record<PartitionedTable, number> &
  Record<"events" | "answers" | "invitations" | "tries" | "knownSignIns", number> = {
  telemetry_region_10s: 2 * dayMs,
  telemetry_agent_60s: 7 * dayMs,
  telemetry_region_5m: 30 * dayMs,
  events: 30 * dayMs,
  /** How long a repeated request gets the same answer; after that, a key that made a change is refused. */
  answers: dayMs,
  /** From their expiry on: until then an old link can say why it does not work. */
  invitations: 30 * dayMs,
  tries: hourMs,
  /** Where an account was used from. */
  knownSignIns: 30 * dayMs,
};

export type RetentionPlan = {
  partitions: { table: PartitionedTable; before: Date }[];
  eventsBefore: Date;
  answersBefore: Date;
  invitationsExpiredBefore: Date;
  sessionsExpiredBefore: Date;
  triesBefore: Date;
  knownSignInsBefore: Date;
};

function planRetention(now: Date): RetentionPlan {
  const before = (ageMs: number) => new Date(now.getTime() - ageMs);
  const { events, answers, invitations, tries, knownSignIns, ...tables } = keptMs;
  return {
    partitions: Object.entries(tables).map(([table, ageMs]) => ({
      table: table as PartitionedTable,
      before: before(ageMs),
    })),
    eventsBefore: before(events),
    answersBefore: before(answers),
    invitationsExpiredBefore: before(invitations),
    sessionsExpiredBefore: now,
    triesBefore: before(tries),
    knownSignInsBefore: before(knownSignIns),
  };
}

export function startRetentionLoop(host: LoopHost): Loop {
  return startLeasedLoop(host, {
    ...{ name: "retention", everyMs: 600_000, leaseMs: 60_000, turnMsMax: 60_000 },
    tick: (lease) => executeRetention(host.db, lease, host.now(), host.logger),
  });
}

/** Makes partitions for new telemetry and deletes what is past its time. Does nothing once the lease is lost. */
export async function executeRetention(db: Db, lease: Lease, now: Date, logger: Logger): Promise<void> {
  await ensurePartitions(db, now);
  const plan = planRetention(now);
  const isHolder = await inTransaction(db, async (tx) => {
    if (!(await holdsLease(tx, lease))) return false;
    await tx.fleetEvent.deleteMany({ where: { at: { lt: plan.eventsBefore } } });
    await tx.idempotentAnswer.deleteMany({ where: { createdAt: { lt: plan.answersBefore } } });
    await tx.invitation.deleteMany({ where: { expiresAt: { lt: plan.invitationsExpiredBefore } } });
    await tx.session.deleteMany({ where: { expiresAt: { lt: plan.sessionsExpiredBefore } } });
    await deleteTries(tx, plan);
    return true;
  });
  if (!isHolder) return;
  for (const { table, before } of plan.partitions) {
    const dropped = await dropPartitionsBefore(db, table, before);
    if (dropped.length > 0) logger.info({ dropped }, "old telemetry removed");
  }
}

async function deleteTries(tx: Tx, { triesBefore, knownSignInsBefore }: RetentionPlan): Promise<void> {
  const isKnown = { startsWith: "sign-in-known|" };
  const olderThan = (time: Date) => ({ lastRequest: { lt: BigInt(time.getTime()) } });
  await tx.rateLimit.deleteMany({ where: { key: isKnown, ...olderThan(knownSignInsBefore) } });
  await tx.rateLimit.deleteMany({ where: { NOT: { key: isKnown }, ...olderThan(triesBefore) } });
}
