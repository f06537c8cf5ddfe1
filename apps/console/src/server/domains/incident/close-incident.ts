import type { CloseIncidentInput, IncidentView } from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import { inTransaction, lockRevision, nextRevision } from "@meridian/db";
import type { Verb } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { toIncident, writeIncident } from "./incident-row.ts";

/**
 * Closes an incident, so that automation goes on. The nodes it names open no other incident until they were heard again.
 * One that is closed stays as it is. Throws NOT_FOUND.
 */
export async function closeIncident({ ctx, input }: Verb<CloseIncidentInput>): Promise<IncidentView> {
  const { incidentId, reason } = input;
  const closed = await inTransaction(ctx.db, async (tx) => {
    await lockRevision(tx);
    const row = await tx.incident.findUnique({ where: { id: incidentId } });
    if (!row) throw new AppError("NOT_FOUND", "There is no such incident.");
    const before = toIncident(row);
    if (before.state === "closed") return before;
    const revision = await nextRevision(tx);
    const next = { state: "closed", closedReason: "operator" } as const;
    const after = await writeIncident(tx, before, next, ctx.now());
    const subject = { type: "incident", id: incidentId };
    await appendChange(tx, ctx, { revision, kind: "incident.closed", subject, before, after, reason });
    return after;
  });
  ctx.changes.wake();
  return closed;
}
