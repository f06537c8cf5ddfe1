import type { Db } from "@meridian/db";

export type AgentRow = Awaited<ReturnType<typeof findAgents>>[number];

/** Agents that are not archived, gateways first, with what they were sent and what they report. */
export function findAgents(db: Db) {
  return db.agent.findMany({
    where: { archivedAt: null },
    orderBy: [{ role: "desc" }, { name: "asc" }],
    omit: { credentialHash: true },
    include: { observed: true, target: { omit: { body: true } } },
  });
}
