import type { ChangeKind } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { canonicalJson, hashOf } from "@meridian/contracts/wire";
import { Prisma, type Change, type Tx } from "@meridian/db";
import type { ServiceContext } from "../context.ts";

type ChangeContext = Pick<ServiceContext, "actor" | "requestId" | "idempotencyKey" | "now" | "trial">;

export type ChangeEntry = {
  revision: bigint;
  kind: ChangeKind;
  subject: { type: string; id: string };
  before?: unknown;
  after?: unknown;
  reason?: string | undefined;
  undoOf?: bigint;
};

/**
 * Records a change of desired state in the transaction that makes it; the caller holds the revision's lock.
 * Throws CONFLICT when the caller's Idempotency-Key was already used, with the revision it made.
 */
export async function appendChange(tx: Tx, ctx: ChangeContext, entry: ChangeEntry): Promise<void> {
  if (ctx.trial) {
    const { kind, subject } = entry;
    const [before, after] = [plainJson(entry.before), plainJson(entry.after)];
    ctx.trial.changes.push({ kind, subject, before, after });
  } else await assertNotCarriedOut(tx, ctx.idempotencyKey);
  const newest = await tx.change.findFirst({ orderBy: { revision: "desc" }, select: { hash: true } });
  const row = {
    revision: entry.revision,
    at: ctx.now(),
    kind: entry.kind,
    actorType: ctx.actor.type,
    actorId: ctx.actor.id,
    subjectType: entry.subject.type,
    subjectId: entry.subject.id,
    reason: entry.reason ?? null,
    requestId: ctx.requestId,
    idempotencyKey: (!ctx.trial && ctx.idempotencyKey) || null,
    before: plainJson(entry.before),
    after: plainJson(entry.after),
    undoOf: entry.undoOf ?? null,
    previousHash: newest?.hash ?? "",
  };
  const hash = await hashOfChange(row);
  await tx.change.create({
    data: { ...row, hash, before: row.before ?? Prisma.DbNull, after: row.after ?? Prisma.DbNull },
  });
}

/** sha256 over the row without its own hash; the hash before it is part of it, so that rows form a chain. */
export function hashOfChange(row: Omit<Change, "hash">): Promise<string> {
  return hashOf(hashedForm(row));
}

/** A row as JSON can hold it: the form that is hashed, and exported. */
export function hashedForm(row: Omit<Change, "hash">): Record<string, unknown> {
  return { ...row, revision: String(row.revision), undoOf: row.undoOf && String(row.undoOf) };
}

/** Throws CONFLICT, with the revision, when a change was made under this Idempotency-Key. */
export async function assertNotCarriedOut(
  db: Pick<Tx, "change">,
  idempotencyKey: string | undefined,
): Promise<void> {
  if (idempotencyKey === undefined) return;
  const earlier = await db.change.findUnique({ where: { idempotencyKey }, select: { revision: true } });
  if (!earlier) return;
  throw new AppError("CONFLICT", "This request was already carried out.", {
    details: { rule: "carried-out", revision: String(earlier.revision) },
  });
}

/** The value as the database will return it, so that its hash can be recomputed: dates as text, bigints as digits. */
function plainJson(value: unknown): Prisma.JsonValue {
  if (value === undefined || value === null) return null;
  const withoutBigints = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "bigint" ? String(item) : item,
  );
  return JSON.parse(canonicalJson(JSON.parse(withoutBigints))) as Prisma.JsonValue;
}
