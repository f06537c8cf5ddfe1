import { randomUUID } from "node:crypto";
import type { ChangeKind, ResetTwoFactorInput } from "@meridian/contracts/api";
import { networkOf } from "@meridian/contracts/listener";
import { type Db, inTransaction, nextRevision, type Tx } from "@meridian/db";
import { UserRole } from "@meridian/contracts/fleet";
import { appendChange } from "../../audit/index.ts";
import type { Verb } from "../../context.ts";
import { countTry } from "./tries.ts";
import { getUserOrThrow } from "./user-rows.ts";

const triesMax = { perPerson: 10, perAddress: 30 } as const;

/** The library's paths about the second step, and the change that each makes where it succeeds. */
export const twoFactorPaths = [
  "/two-factor/enable",
  "/two-factor/verify-totp",
  "/two-factor/verify-backup-code",
  "/two-factor/generate-backup-codes",
  "/two-factor/disable",
] as const;

type Tried = { userId: string | null; address: string };

/**
 * Counts a try at a code or, before a change, at the password: whoever finds a page open, or knows a password, could guess without
 * end. Throws OVERLOADED. The library also locks an account for 15 minutes after 10 wrong codes in a row.
 */
export async function countTwoFactorTry(db: Db, { userId, address }: Tried, now: Date): Promise<void> {
  const byAddress = { key: `two-factor-address|${networkOf(address)}`, max: triesMax.perAddress };
  const byPerson = { key: `two-factor|${userId ?? ""}`, max: triesMax.perPerson };
  await countTry(db, userId === null ? [byAddress] : [byAddress, byPerson], now);
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
