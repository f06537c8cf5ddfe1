import type { DesiredStateAck, Position } from "@meridian/contracts";
import type { Db } from "@meridian/db";

export type RecordAckInput = {
  agentId: string;
  /** Position of the snapshot that was sent. */
  sent: Position;
  ack: DesiredStateAck;
  at: Date;
};

/** `committedAt`: when the change that an agent has now applied was made; null where it refused. */
export type RecordedAck = { committedAt: Date | null };

/**
 * Stores what an agent answered to a desired state. Returns null when that is no news, or older than what another
 * console has stored meanwhile.
 */
export async function recordAck(
  db: Db,
  { agentId, sent, ack, at }: RecordAckInput,
): Promise<RecordedAck | null> {
  const before = await db.agentTarget.findUnique({ where: { agentId }, omit: { body: true } });
  if (!before) return null;
  if (ack.outcome === "nack") {
    const { field, reason } = ack;
    const nack = { nackRevision: BigInt(sent.revision), nackField: field, nackReason: reason };
    const { count } = await db.agentTarget.updateMany({
      where: { agentId, ...ackedUpTo(sent) },
      data: { ...nack, nackedAt: at },
    });
    return count === 0 ? null : { committedAt: null };
  }
  const { epoch, revision } = ack.outcome === "applied" ? ack : ack.applied;
  const applied = { ackEpoch: epoch, ackRevision: BigInt(revision) };
  const isSame = before.ackEpoch === applied.ackEpoch && before.ackRevision === applied.ackRevision;
  if (isSame && before.nackRevision === null) return null;
  const noNack = { nackRevision: null, nackField: null, nackReason: null, nackedAt: null };
  const { count } = await db.agentTarget.updateMany({
    where: { agentId, ...ackedUpTo({ epoch, revision }) },
    data: { ...applied, ackedAt: at, ...noNack },
  });
  if (count === 0) return null;
  const change = await db.change.findUnique({
    where: { revision: applied.ackRevision },
    select: { at: true },
  });
  return { committedAt: change?.at ?? null };
}

function ackedUpTo({ epoch, revision }: Position) {
  const sameEpoch = { ackEpoch: epoch, ackRevision: { lte: BigInt(revision) } };
  return { OR: [{ ackEpoch: null }, { ackEpoch: { lt: epoch } }, sameEpoch] };
}
