import { safetyRuleDefaults, SafetyRules } from "@meridian/contracts/api";
import type { Tx } from "@meridian/db";
import { z } from "zod";

const By = z.object({
  actor: z.object({ type: z.enum(["user", "token", "agent", "system"]), id: z.string() }),
  reason: z.string(),
  since: z.coerce.date(),
});

/** The form in the settings table and in change rows. */
export const SafetyState = z.object({
  // A rule that is newer than the stored row has its default: without it every change would fail.
  rules: z.preprocess(
    (stored) => ({ ...safetyRuleDefaults, ...(stored as object | undefined) }),
    SafetyRules,
  ),
  freeze: By.nullable().default(null),
  breakGlass: By.extend({ expiresAt: z.coerce.date() }).nullable().default(null),
});
export type SafetyState = z.infer<typeof SafetyState>;

const key = "safety";
export const safetySubject = { type: "safety", id: "safety" } as const;

export async function loadSafety(db: Pick<Tx, "setting">): Promise<SafetyState> {
  const row = await db.setting.findUnique({ where: { key } });
  return SafetyState.parse(row?.value ?? {});
}

export async function saveSafety(tx: Tx, state: SafetyState): Promise<void> {
  const value = JSON.parse(JSON.stringify(state)) as object;
  await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}

/** The revision that last changed rules or switches; 0 when none did. */
export async function safetyRevision(db: Pick<Tx, "change">): Promise<bigint> {
  const newest = await db.change.findFirst({
    where: { subjectType: safetySubject.type, kind: { not: "safety.overridden" } },
    orderBy: { revision: "desc" },
    select: { revision: true },
  });
  return newest?.revision ?? 0n;
}

export function isExpired({ expiresAt }: { expiresAt: Date }, now: Date): boolean {
  return expiresAt <= now;
}
