import type { Db, Tx } from "@meridian/db";
import { findNewestRevisions } from "../../audit/index.ts";
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
  const regions = await tx.region.findMany({
    where: { archivedAt: null },
    orderBy: [{ createdAt: "asc" }, { name: "asc" }],
  });
  const policies = await tx.trafficPolicy.findMany({ where: { origin: { archivedAt: null } } });
  const newest = (type: PolicyRef["type"]) =>
    findNewestRevisions(
      tx,
      regions.map(({ id }) => ({ type, id })),
    );
  const nodesRevisions = await newest("nodes");
  const revisions = [...policies.map(({ revision }) => revision), ...nodesRevisions.values()];
  const changes = await tx.change.findMany({
    where: { revision: { in: revisions } },
    select: { revision: true, at: true },
  });
  return {
    regions,
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
    splitRevisions: await newest("split"),
    /** The newest change of the nodes of each region, by region id. */
    nodesRevisions,
    /** When the newest changes were made, by revision. */
    committedAt: new Map(changes.map(({ revision, at }) => [revision, at])),
    /** Snapshots are those of all changes: what they expect need not be worked out from the rows. */
    areSnapshotsBuilt: await areSnapshotsBuilt(tx),
  };
}

async function areSnapshotsBuilt(tx: Tx): Promise<boolean> {
  const state = await tx.systemState.findUniqueOrThrow({ where: { id: 1 }, select: { revision: true } });
  const built = await tx.snapshotBuild.findUnique({ where: { id: 1 } });
  return built !== null && built.revision >= state.revision;
}
