import type { Db, Tx } from "@meridian/db";
import type { PolicyRef } from "../route-policy.ts";

export type TrafficRows = Awaited<ReturnType<typeof readTrafficRows>>;
export type AgentRow = TrafficRows["agents"][number];

/** All rows that routing is computed from, read in one database snapshot. */
export function loadTrafficRows(db: Db): Promise<TrafficRows> {
  return db.$transaction(readTrafficRows, {
    isolationLevel: "RepeatableRead",
    maxWait: 10_000,
    timeout: 30_000,
  });
}

export async function readTrafficRows(tx: Tx) {
  const policies = await tx.trafficPolicy.findMany({ where: { origin: { archivedAt: null } } });
  const nodesRevisions = await newestRevisions(tx, "nodes");
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
      include: { observed: true, snapshot: { omit: { body: true } } },
    }),
    policies,
    targets: await tx.trafficMember.findMany({ where: { region: { archivedAt: null } } }),
    splits: await tx.versionSplit.findMany({ include: { modelVersion: true } }),
    versions: await tx.modelVersion.findMany({
      where: { archivedAt: null },
      orderBy: { name: "asc" },
      select: { id: true, name: true, digest: true },
    }),
    /** The newest change of each origin's version split. */
    splitRevisions: await newestRevisions(tx, "split"),
    /** The newest change of the nodes of each region, by region id. */
    nodesRevisions,
    /** When the newest changes were made, by revision. */
    committedAt: new Map(changes.map(({ revision, at }) => [revision, at])),
  };
}

/** By subject id. */
async function newestRevisions(tx: Tx, subjectType: PolicyRef["type"]): Promise<Map<string, bigint>> {
  const newest = await tx.change.groupBy({
    by: ["subjectId"],
    where: { subjectType },
    _max: { revision: true },
  });
  return new Map(newest.map(({ subjectId, _max }) => [subjectId, _max.revision ?? 0n]));
}
