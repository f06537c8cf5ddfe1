import { canonicalJson, type ObservedState } from "@meridian/contracts/wire";
import type { AgentObserved, Db, Tx } from "@meridian/db";
import { recordEvent } from "../../audit/index.ts";

export type ObservedInput = {
  agentId: string;
  regionId: string;
  observed: ObservedState;
  at: Date;
};

/**
 * Stores what agents run, at most one report of each agent. Returns whether any report differs from the stored one; a
 * different outcome is recorded as an event.
 */
export async function recordObserved(db: Db, inputs: readonly ObservedInput[]): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const ids = inputs.map(({ agentId }) => agentId);
    const rows = await tx.agentObserved.findMany({ where: { agentId: { in: ids } } });
    const stored = new Map(rows.map((row) => [row.agentId, row]));
    const isSame = ({ agentId, observed }: ObservedInput) => isStored(stored.get(agentId), observed);
    const changed = inputs.filter((input) => !isSame(input));
    await saveReports(tx, changed);
    await touch(tx, inputs.filter(isSame));
    for (const { agentId, regionId, observed, at } of changed) {
      const from = stored.get(agentId)?.outcome ?? null;
      const { outcome: to, reason } = observed;
      const details = { from, to, reason };
      if (from !== to) await recordEvent(tx, { kind: "agent.outcome", at, agentId, regionId, details });
    }
    return changed.length > 0;
  });
}

function isStored(row: AgentObserved | undefined, observed: ObservedState): boolean {
  return (
    row !== undefined &&
    row.outcome === observed.outcome &&
    row.reason === observed.reason &&
    row.unsaved === (observed.unsaved ?? null) &&
    row.effectiveHash === observed.effectiveHash &&
    row.epoch === (observed.applied?.epoch ?? null) &&
    String(row.revision) === String(observed.applied?.revision ?? null) &&
    canonicalJson(row.outOfRotation ?? []) === canonicalJson(observed.outOfRotation ?? [])
  );
}

async function saveReports(tx: Tx, inputs: readonly ObservedInput[]): Promise<void> {
  if (inputs.length === 0) return;
  const rows = inputs.map(({ agentId, at, observed: { applied, ...rest } }) => ({
    ...rest,
    ...{ agentId, at, epoch: applied?.epoch, revision: applied?.revision },
  }));
  await tx.$executeRaw`
    INSERT INTO agent_observed (agent_id, epoch, revision, outcome, reason, effective_hash, effective, out_of_rotation,
      unsaved, last_seen_at, observed_at)
    SELECT "agentId", epoch, revision, outcome, reason, "effectiveHash", effective, "outOfRotation", unsaved, at, at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS told ("agentId" text, epoch int, revision bigint, outcome text, reason text, "effectiveHash" text, effective jsonb,
        "outOfRotation" jsonb, unsaved text, at timestamptz)
    ON CONFLICT (agent_id) DO UPDATE SET epoch = excluded.epoch, revision = excluded.revision, outcome = excluded.outcome,
      reason = excluded.reason, effective_hash = excluded.effective_hash, effective = excluded.effective,
      out_of_rotation = excluded.out_of_rotation, unsaved = excluded.unsaved, last_seen_at = excluded.last_seen_at, observed_at = excluded.observed_at`;
}

/** The report is unchanged: only its time is stored. */
async function touch(tx: Tx, inputs: readonly ObservedInput[]): Promise<void> {
  if (inputs.length === 0) return;
  const rows = inputs.map(({ agentId, at }) => ({ agentId, at }));
  await tx.$executeRaw`
    UPDATE agent_observed AS stored SET last_seen_at = told.at, observed_at = told.at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS told ("agentId" text, at timestamptz)
    WHERE stored.agent_id = told."agentId"`;
}
