import type { Db, Tx } from "@meridian/db";

export type TrafficRows = Awaited<ReturnType<typeof readTrafficRows>>;
export type AgentRow = TrafficRows["agents"][number];

/** Everything that routing rests on, read in one database snapshot. */
export function loadTrafficRows(db: Db): Promise<TrafficRows> {
  return db.$transaction(readTrafficRows, {
    isolationLevel: "RepeatableRead",
    maxWait: 10_000,
    timeout: 30_000,
  });
}

async function readTrafficRows(tx: Tx) {
  const newest = await tx.change.groupBy({
    by: ["subjectId"],
    where: { subjectType: "nodes" },
    _max: { revision: true },
  });
  const policies = await tx.trafficPolicy.findMany({ where: { origin: { archivedAt: null } } });
  const nodesRevisions = new Map(newest.map(({ subjectId, _max }) => [subjectId, _max.revision ?? 0n]));
  const revisions = [...policies.map(({ revision }) => revision), ...nodesRevisions.values()];
  const changes = await tx.change.findMany({
    where: { revision: { in: revisions } },
    select: { revision: true, at: true },
  });
  return {
    regions: await tx.region.findMany({
      where: { archivedAt: null },
      orderBy: [{ createdAt: "asc" }, { name: "asc" }],
    }),
    agents: await tx.agent.findMany({
      where: { archivedAt: null },
      orderBy: { id: "asc" },
      omit: { credentialHash: true },
      include: { observed: true, target: { omit: { body: true } } },
    }),
    policies,
    targets: await tx.trafficTarget.findMany({ where: { region: { archivedAt: null } } }),
    /** The newest change of the nodes of each region, by region id. */
    nodesRevisions,
    /** When the newest changes were made, by revision. */
    committedAt: new Map(changes.map(({ revision, at }) => [revision, at])),
  };
}
