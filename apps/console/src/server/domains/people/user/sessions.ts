import type { EndSessionInput, SessionView } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, nextRevision, type Db, type Session, type Tx } from "@meridian/db";
import type { ServiceContext, Verb } from "../../context.ts";
import { appendChange } from "../../audit/index.ts";
import { liveSessionsAt } from "./resolve-session.ts";
import { getUserOrThrow } from "./user-rows.ts";

type ListInput = { userId: string; currentSessionId?: string; now: Date };

/** A user's valid sessions, the latest used first. */
export async function listSessions(db: Db, input: ListInput): Promise<SessionView[]> {
  const sessions = await db.session.findMany({
    where: { userId: input.userId, ...liveSessionsAt(input.now) },
    orderBy: [{ updatedAt: "desc" }, { id: "asc" }],
  });
  return sessions.map(({ id, userAgent, ipAddress, createdAt, updatedAt }) => ({
    id,
    userAgent: userAgent || null,
    ipAddress: ipAddress || null,
    createdAt,
    lastSeenAt: updatedAt,
    isCurrent: id === input.currentSessionId,
  }));
}

/** Ends one session of a user. Throws NOT_FOUND when it is not there, or somebody else's. */
export async function endSession({ ctx, input }: Verb<EndSessionInput>): Promise<void> {
  const { userId, sessionId } = input;
  await endSessions(ctx, input, async (tx) => {
    const session = await tx.session.findFirst({ where: { id: sessionId, userId } });
    if (!session) throw new AppError("NOT_FOUND", "There is no such session.", { details: { sessionId } });
    return [session];
  });
}

/** Ends all sessions of a user but one. */
export async function endOtherSessions({ ctx, input }: Verb<EndSessionInput>): Promise<void> {
  const { userId, sessionId } = input;
  await endSessions(ctx, { userId }, (tx) =>
    tx.session.findMany({ where: { userId, id: { not: sessionId } }, orderBy: { id: "asc" } }),
  );
}

async function endSessions(
  ctx: ServiceContext,
  { userId, reason }: Pick<EndSessionInput, "userId" | "reason">,
  find: (tx: Tx) => Promise<Session[]>,
): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await getUserOrThrow(tx, userId);
    const ended = await find(tx);
    if (ended.length === 0) return;
    await tx.session.deleteMany({ where: { id: { in: ended.map(({ id }) => id) } } });
    await appendChange(tx, ctx, {
      revision,
      kind: "session.ended",
      subject: { type: "user", id: userId },
      before: { sessions: ended.map(({ id, userAgent, createdAt }) => ({ id, userAgent, createdAt })) },
      reason,
    });
  });
  ctx.changes.wake();
}
