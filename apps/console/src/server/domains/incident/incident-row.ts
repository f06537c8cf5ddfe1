import {
  brakingStates,
  type IncidentEvidence,
  type IncidentState,
  incidentTransitions,
  type IncidentsPage,
  IncidentView,
  type ListIncidentsInput,
} from "@meridian/contracts/api";
import { AppError } from "@meridian/contracts/errors";
import type { Incident, Tx } from "@meridian/db";
import type { Verb } from "../context.ts";
import { takingPage, toPage } from "../page.ts";
import { isFrozen } from "../safety/index.ts";

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

/** Throws REFUSED_BY_RULE for what the table of transitions does not allow. */
export async function writeIncident(
  tx: Tx,
  { id, state: from }: IncidentView,
  { state, evidence, closedReason }: Next,
  now: Date,
): Promise<IncidentView> {
  if (!incidentTransitions[from].includes(state)) {
    throw new AppError("REFUSED_BY_RULE", `The incident is ${from}: it cannot become ${state}.`);
  }
  const closing = state === "closed" ? { closedAt: now, closedReason: closedReason ?? null } : {};
  const data = { state, stateSince: now, ...(evidence ? { evidence } : {}), ...closing };
  return toIncident(await tx.incident.update({ where: { id }, data }));
}

/** Throws NOT_FOUND. */
export async function getIncident({
  ctx,
  input: { incidentId },
}: Verb<{ incidentId: string }>): Promise<IncidentView> {
  const row = await ctx.db.incident.findUnique({ where: { id: incidentId } });
  if (row) return toIncident(row);
  throw new AppError("NOT_FOUND", "There is no such incident.", { details: { incidentId } });
}

/** Newest first, so that the open one is the first. */
export async function listIncidents({
  ctx,
  input: { state, isOpen, ...page },
}: Verb<ListIncidentsInput>): Promise<IncidentsPage> {
  const rows = await ctx.db.incident.findMany({
    where: {
      ...(state && { state }),
      ...(isOpen !== undefined && { closedAt: isOpen ? null : { not: null } }),
    },
    orderBy: [{ openedAt: "desc" }, { id: "desc" }],
    ...takingPage(page),
  });
  const { data, nextCursor } = toPage(rows, page);
  return { data: data.map(toIncident), nextCursor };
}

/** Whether automation waits: changes are frozen, or so many nodes were lost at once that the console may be mistaken. */
export async function isAutomationHeld(db: Pick<Tx, "setting" | "incident">): Promise<boolean> {
  return (await isFrozen(db)) || (await isBraked(db));
}

async function isBraked(db: Pick<Tx, "incident">): Promise<boolean> {
  return (await db.incident.count({ where: { state: { in: [...brakingStates] } } })) > 0;
}
