import type { DesiredStateAck, Position } from "@meridian/contracts";
import type { Db } from "@meridian/db";

export type RecordAckInput = {
  agentId: string;
  /** Position of the snapshot that was sent. */
  sent: Position;
  ack: DesiredStateAck;
  at: Date;
};

/** Stores what an agent answered to a desired state. Returns whether that is news. */
export async function recordAck(db: Db, { agentId, sent, ack, at }: RecordAckInput): Promise<boolean> {
  const before = await db.agentTarget.findUnique({ where: { agentId }, omit: { body: true } });
  if (!before) return false;
  if (ack.outcome === "nack") {
    const { field, reason } = ack;
    const nack = { nackRevision: BigInt(sent.revision), nackField: field, nackReason: reason };
    await db.agentTarget.update({ where: { agentId }, data: { ...nack, nackedAt: at } });
    return true;
  }
  const { epoch, revision } = ack.outcome === "applied" ? ack : ack.applied;
  const applied = { ackEpoch: epoch, ackRevision: BigInt(revision) };
  const isSame = before.ackEpoch === applied.ackEpoch && before.ackRevision === applied.ackRevision;
  if (isSame && before.nackRevision === null) return false;
  const noNack = { nackRevision: null, nackField: null, nackReason: null, nackedAt: null };
  await db.agentTarget.update({ where: { agentId }, data: { ...applied, ackedAt: at, ...noNack } });
  return true;
}
