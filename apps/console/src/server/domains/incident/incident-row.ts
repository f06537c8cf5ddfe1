import {
  brakingStates,
  type IncidentEvidence,
  type IncidentState,
  incidentTransitions,
  IncidentView,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Incident, Tx } from "@meridian/db";
import type { Verb } from "../context.ts";
import { isFrozen } from "../safety/index.ts";

const newest = 50;

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

/** The newest 50, the open one first. */
export async function listIncidents({ ctx }: Pick<Verb<never>, "ctx">): Promise<IncidentView[]> {
  const rows = await ctx.db.incident.findMany({ orderBy: { openedAt: "desc" }, take: newest });
  return rows.map(toIncident);
}

/** Whether automation waits: changes are frozen, or so many nodes were lost at once that the console may be mistaken. */
export async function isAutomationHeld(db: Pick<Tx, "setting" | "incident">): Promise<boolean> {
  return (await isFrozen(db)) || (await isBraked(db));
}

async function isBraked(db: Pick<Tx, "incident">): Promise<boolean> {
  return (await db.incident.count({ where: { state: { in: [...brakingStates] } } })) > 0;
}
