import {
  type IncidentEvidence,
  type IncidentState,
  incidentTransitions,
  IncidentView,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Incident, Tx } from "@meridian/db";

export function toIncident(row: Incident): IncidentView {
  return IncidentView.parse(row);
}

/** The open incident; null when there is none. */
export async function findOpenIncident(db: Pick<Tx, "incident">): Promise<IncidentView | null> {
  const row = await db.incident.findFirst({ where: { closedAt: null } });
  return row && toIncident(row);
}

type Next = {
  state: IncidentState;
  evidence?: IncidentEvidence;
  closedReason?: NonNullable<IncidentView["closedReason"]>;
};

/** Throws PRECONDITION_FAILED for what the table of transitions does not allow. */
export async function writeIncident(
  tx: Tx,
  { id, state: from }: IncidentView,
  { state, evidence, closedReason }: Next,
  now: Date,
): Promise<IncidentView> {
  if (!incidentTransitions[from].includes(state)) {
    throw new AppError("PRECONDITION_FAILED", `The incident is ${from}: it cannot become ${state}.`);
  }
  const closing = state === "closed" ? { closedAt: now, closedReason: closedReason ?? null } : {};
  const data = { state, stateSince: now, ...(evidence ? { evidence } : {}), ...closing };
  return toIncident(await tx.incident.update({ where: { id }, data }));
}
