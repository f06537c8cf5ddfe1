import type { AgentRole } from "@meridian/contracts/fleet";
import type { Db } from "@meridian/db";

export type RosterRow = { id: string; regionId: string; role: AgentRole; lastSeenAtMs: number | null };

/** All agents that are not archived, and when each was last heard. */
export async function listRoster(db: Db): Promise<RosterRow[]> {
  const agents = await db.agent.findMany({
    where: { archivedAt: null },
    select: { id: true, regionId: true, role: true, observed: { select: { lastSeenAt: true } } },
  });
  return agents.map(({ observed, ...agent }) => ({
    ...agent,
    lastSeenAtMs: observed?.lastSeenAt?.getTime() ?? null,
  }));
}
