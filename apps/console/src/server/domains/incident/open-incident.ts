import type { ChangeKind, IncidentEvidence, IncidentState, IncidentView } from "@meridian/contracts/api";
import { newId } from "@meridian/contracts/ids";
import { inTransaction, nextRevision, type Tx } from "@meridian/db";
import type { ServiceContext, Verb } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { findOpenIncident, toIncident, writeIncident } from "./incident-row.ts";

/** Opens an incident, or returns the open one when another replica was faster. */
export async function openIncident({ ctx, input: evidence }: Verb<IncidentEvidence>): Promise<IncidentView> {
  const now = ctx.now();
  const data = { id: newId("in"), state: "suspected", evidence, openedAt: now, stateSince: now };
  const incident = await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const open = await findOpenIncident(tx);
    if (open) return open;
    const opened = toIncident(await tx.incident.create({ data }));
    await append(tx, ctx, revision, opened);
    return opened;
  });
  ctx.changes.wake();
  return incident;
}

export type JudgeIncidentInput = {
  state: IncidentState;
  evidence?: IncidentEvidence;
  closedReason?: "recovered" | "superseded";
};

/** Sets the open incident's state; does nothing when it was closed meanwhile, or another replica was faster. */
export async function judgeIncident({ ctx, input }: Verb<JudgeIncidentInput>): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    const open = await findOpenIncident(tx);
    if (!open || open.state === input.state) return;
    const after = await writeIncident(tx, open, input, ctx.now());
    await append(tx, ctx, revision, after, open);
  });
  ctx.changes.wake();
}

const kinds: Record<IncidentState, ChangeKind> = {
  suspected: "incident.opened",
  observer: "incident.observer-blamed",
  confirmed: "incident.confirmed",
  closed: "incident.ended",
};

async function append(
  tx: Tx,
  ctx: ServiceContext,
  revision: bigint,
  after: IncidentView,
  before?: IncidentView,
): Promise<void> {
  const subject = { type: "incident", id: after.id };
  await appendChange(tx, ctx, { revision, kind: kinds[after.state], subject, before, after });
}
