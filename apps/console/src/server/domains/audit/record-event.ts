import type { FleetEventsPage, ListEventsInput } from "@meridian/contracts/api";
import { newId } from "@meridian/contracts/ids";
import { Prisma, type Db } from "@meridian/db";
import { takingPage, toPage } from "../page.ts";

/** What happens to agents without an operator's decision. */
export type EventKind =
  | "agent.address-claimed"
  | "agent.connected-twice"
  | "agent.live"
  | "agent.stale"
  | "agent.offline"
  | "agent.outcome";

export type EventInput = {
  kind: EventKind;
  at: Date;
  agentId: string;
  regionId: string;
  details?: Prisma.InputJsonObject;
};

export async function recordEvent(db: Pick<Db, "fleetEvent">, input: EventInput): Promise<void> {
  await db.fleetEvent.create({
    data: { id: newId("ev"), ...input, details: input.details ?? Prisma.DbNull },
  });
}

/** Newest first. */
export async function listEvents(
  db: Pick<Db, "fleetEvent">,
  { agentId, regionId, kind, ...page }: ListEventsInput,
): Promise<FleetEventsPage> {
  const rows = await db.fleetEvent.findMany({
    where: {
      ...(agentId !== undefined && { agentId }),
      ...(regionId !== undefined && { regionId }),
      ...(kind !== undefined && { kind }),
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    ...takingPage(page),
  });
  return toPage(rows, page);
}
