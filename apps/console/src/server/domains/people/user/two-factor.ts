import { randomUUID } from "node:crypto";
import type { ChangeKind, ResetTwoFactorInput } from "@meridian/contracts/api";
import { type Db, inTransaction, nextRevision, Prisma, type Tx } from "@meridian/db";
import { UserRole } from "@meridian/contracts/fleet";
import { appendChange } from "../../audit/index.ts";
import type { Verb } from "../../context.ts";
import { hashSecret } from "../../secret-hash.ts";
import { countTry, takeBackTry, type TryLimit } from "./tries.ts";
import { getUserOrThrow } from "./user-rows.ts";

const triesMax = 10;
/** A code is right for its 30 s, and for as long before and after. */
const codeLivesMs = 90_000;

/** The library's paths about the second step, and the change that each makes where it succeeds. */
export const twoFactorPaths = [
  "/two-factor/enable",
  "/two-factor/verify-totp",
  "/two-factor/verify-backup-code",
  "/two-factor/generate-backup-codes",
  "/two-factor/disable",
] as const;

/**
 * Counts a person's try at a code or, before a change, at the password: whoever finds a page open, or knows a password, could guess
 * without end. By person alone: at an address there are others. Throws OVERLOADED. The library also locks an account for 15 minutes
 * after 10 wrong codes in a row.
 */
export async function countTwoFactorTry(db: Db, userId: string, now: Date): Promise<void> {
  await countTry(db, [limitOf(userId)], now);
}

/** A try that succeeded does not count. */
export async function takeBackTwoFactorTry(db: Db, userId: string): Promise<void> {
  await takeBackTry(db, [limitOf(userId)]);
}

const limitOf = (userId: string): TryLimit => ({ key: `two-factor|${userId}`, max: triesMax });

/**
 * Takes a code for this person; false when it was taken before and could still be right: whoever read it over a shoulder has it
 * for a minute (RFC 6238, 5.2: a code is accepted once).
 */
export async function takeCode(db: Db, userId: string, code: string, now: Date): Promise<boolean> {
  const key = `two-factor-code|${hashSecret(`${userId}\n${code}`)}`;
  const nowMs = BigInt(now.getTime());
  const taken = await db.$executeRaw(Prisma.sql`
    INSERT INTO rate_limits (id, key, count, last_request) VALUES (${key}, ${key}, 1, ${nowMs})
    ON CONFLICT (key) DO UPDATE SET last_request = ${nowMs}
    WHERE rate_limits.last_request <= ${nowMs - BigInt(codeLivesMs)}`);
  return taken === 1;
}

/** What a path changed; null: nothing that the audit log holds. `hadSession`: whether the person was signed in before. */
export function twoFactorChange(path: string, hadSession: boolean, isNewSession: boolean): ChangeKind | null {
  if (path === "/two-factor/verify-totp") return hadSession && isNewSession ? "user.two-factor-on" : null;
  if (path === "/two-factor/verify-backup-code") return hadSession ? null : "user.backup-code-used";
  if (path === "/two-factor/generate-backup-codes") return "user.backup-codes-made";
  return path === "/two-factor/disable" ? "user.two-factor-off" : null;
}

/** Records what a person did about their own second step. */
export async function recordTwoFactor(db: Db, userId: string, kind: ChangeKind, now: Date): Promise<void> {
  await inTransaction(db, async (tx) => {
    const revision = await nextRevision(tx);
    const { role } = await getUserOrThrow(tx, userId);
    const actor = { type: "user", id: userId, role: UserRole.parse(role) } as const;
    const ctx = { actor, requestId: randomUUID(), now: () => now };
    await appendChange(tx, ctx, { revision, kind, subject: { type: "user", id: userId } });
  });
}

/** Lets somebody who lost their device sign in by the password alone, and ends their sessions. Throws NOT_FOUND. */
export async function resetTwoFactor({ ctx, input }: Verb<ResetTwoFactorInput>): Promise<void> {
  const { userId, reason } = input;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const user = await getUserOrThrow(tx, userId);
    if (!(await clearTwoFactor(tx, userId)) && !user.twoFactorEnabled) return;
    await tx.session.deleteMany({ where: { userId } });
    const subject = { type: "user", id: userId };
    await appendChange(tx, ctx, { revision, kind: "user.two-factor-reset", subject, reason });
  });
  ctx.changes.wake();
}

/** Returns whether there was one. */
export async function clearTwoFactor(tx: Tx, userId: string): Promise<boolean> {
  await tx.user.update({ where: { id: userId }, data: { twoFactorEnabled: false } });
  return (await tx.twoFactor.deleteMany({ where: { userId } })).count > 0;
}
