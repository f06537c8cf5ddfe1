import type { AgentRole } from "@meridian/contracts/fleet";
import type { Db } from "@meridian/db";
import { recordEvent } from "../../audit/index.ts";

export type RosterRow = {
  id: string;
  name: string;
  regionId: string;
  regionName: string;
  role: AgentRole;
  lastSeenAtMs: number | null;
};

/** All agents that are not archived, and when each was last heard. */
export async function listRoster(db: Db): Promise<RosterRow[]> {
  const agents = await db.agent.findMany({
    where: { archivedAt: null },
    select: {
      ...{ id: true, name: true, regionId: true, role: true },
      region: { select: { name: true } },
      observed: { select: { lastSeenAt: true } },
    },
  });
  return agents.map(({ observed, region, ...agent }) => ({
    ...agent,
    regionName: region.name,
    lastSeenAtMs: observed?.lastSeenAt?.getTime() ?? null,
  }));
}

export type RecordPresenceInput = {
  agentId: string;
  regionId: string;
  presence: "live" | "stale" | "offline";
  /** It said goodbye. */
  isPlanned: boolean;
  lastSeenAt: Date;
  at: Date;
};

/** Stores that an agent fell silent or came back. */
export async function recordPresence(db: Db, input: RecordPresenceInput): Promise<void> {
  const { agentId, regionId, presence, isPlanned, lastSeenAt, at } = input;
  await db.$transaction(async (tx) => {
    const heard = { agentId, OR: [{ connectedAt: null }, { connectedAt: { lte: lastSeenAt } }] };
    const awaySince = presence === "offline" ? at : null;
    // One that has since said hello to another console is not away.
    await tx.agentObserved.updateMany({ where: heard, data: { lastSeenAt, awaySince } });
    const details = { lastSeenAt: lastSeenAt.toISOString(), isPlanned };
    await recordEvent(tx, { kind: `agent.${presence}`, at, agentId, regionId, details });
  });
}
