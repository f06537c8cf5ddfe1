import type { DesiredStateAck, Position } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";

export type AckInput = {
  agentId: string;
  /** Position of the snapshot that was sent. */
  sent: Position;
  ack: DesiredStateAck;
  at: Date;
};

/** `committedAt`: when the change that an agent has now applied was made; null where it refused. */
export type RecordedAck = { agentId: string; committedAt: Date | null };

/**
 * Stores agents' answers to desired states, at most one of each agent. Returns the new ones: neither known answers nor
 * those older than what another replica stored meanwhile.
 */
export async function recordAcks(db: Db, inputs: readonly AckInput[]): Promise<RecordedAck[]> {
  const applied = inputs.flatMap(({ agentId, ack, at }) => {
    if (ack.outcome === "nack") return [];
    const { epoch, revision } = ack.outcome === "applied" ? ack : ack.applied;
    return [{ agentId, epoch, revision, at }];
  });
  const recorded = applied.length > 0 ? await recordApplied(db, applied) : [];
  for (const input of inputs) {
    if (await recordNack(db, input)) recorded.push({ agentId: input.agentId, committedAt: null });
  }
  return recorded;
}

type Applied = Position & Pick<AckInput, "agentId" | "at">;

function recordApplied(db: Db, applied: readonly Applied[]): Promise<RecordedAck[]> {
  return db.$queryRaw<RecordedAck[]>`
    UPDATE agent_snapshots AS stored SET ack_epoch = told.epoch, ack_revision = told.revision, acked_at = told.at,
      nack_revision = NULL, nack_field = NULL, nack_reason = NULL, nacked_at = NULL
    FROM jsonb_to_recordset(${JSON.stringify(applied)}::jsonb)
        AS told ("agentId" text, epoch int, revision bigint, at timestamptz)
      LEFT JOIN changes ON changes.revision = told.revision
    WHERE stored.agent_id = told."agentId"
      AND (stored.ack_epoch IS NULL OR (stored.ack_epoch, stored.ack_revision) <= (told.epoch, told.revision))
      AND ((stored.ack_epoch, stored.ack_revision) IS DISTINCT FROM (told.epoch, told.revision)
        OR stored.nack_revision IS NOT NULL)
    RETURNING stored.agent_id AS "agentId", changes.at AS "committedAt"`;
}

/** False when the agent has since applied a newer snapshot than the one it refused. */
async function recordNack(db: Db, { agentId, sent, ack, at }: AckInput): Promise<boolean> {
  if (ack.outcome !== "nack") return false;
  const { field, reason } = ack;
  const revision = BigInt(sent.revision);
  const sameEpoch = { ackEpoch: sent.epoch, ackRevision: { lte: revision } };
  const { count } = await db.agentSnapshot.updateMany({
    where: { agentId, OR: [{ ackEpoch: null }, { ackEpoch: { lt: sent.epoch } }, sameEpoch] },
    data: { nackRevision: revision, nackField: field, nackReason: reason, nackedAt: at },
  });
  return count > 0;
}
