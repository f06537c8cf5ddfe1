import { newId } from "@meridian/contracts/ids";
import { Prisma, type Db, type FleetEvent } from "@meridian/db";

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

export type ListEventsInput = { agentId?: string | undefined; limit: number };

/** Newest first. */
export function listEvents(db: Pick<Db, "fleetEvent">, input: ListEventsInput): Promise<FleetEvent[]> {
  return db.fleetEvent.findMany({
    where: input.agentId === undefined ? {} : { agentId: input.agentId },
    orderBy: { at: "desc" },
    take: input.limit,
  });
}
