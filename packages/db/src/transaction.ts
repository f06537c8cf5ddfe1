import type { Db, Tx } from "./client.ts";
import { Prisma } from "./generated/client.ts";

/** Prisma's defaults of 2 s and 5 s fail transactions on a busy machine. */
const limits = { isolationLevel: "ReadCommitted", maxWait: 10_000, timeout: 20_000 } as const;
const attemptsMax = 3;

/**
 * Runs `work` in one transaction. A deadlock or serialization failure undoes everything and runs it again, three times
 * at most, so `work` must do nothing that a rollback cannot undo.
 */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.$transaction(work, limits);
    } catch (error) {
      if (attempt === attemptsMax || !isWriteConflict(error)) throw error;
    }
  }
}

/**
 * The next revision. Its row lock is held until the transaction ends: of two writers the second waits, so commit order
 * equals revision order. Call it first in a transaction, before anything is read that the change rests on.
 */
export async function nextRevision(tx: Tx): Promise<bigint> {
  const { revision } = await tx.systemState.update({
    where: { id: 1 },
    data: { revision: { increment: 1 } },
    select: { revision: true },
  });
  return revision;
}

/**
 * Waits for `nextRevision`'s lock without taking a revision: what is read after it is as the last writer left it. For a
 * transaction that may find its change made already.
 */
export async function lockRevision(tx: Tx): Promise<void> {
  await tx.$queryRaw`SELECT revision FROM system_state WHERE id = 1 FOR UPDATE`;
}

/** Prisma has a code for a deadlock or serialization failure of its own statements, and hides that of raw ones. */
function isWriteConflict(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const inner = error.meta?.driverAdapterError;
  return error.code === "P2034" || (inner instanceof Error && inner.message === "TransactionWriteConflict");
}
