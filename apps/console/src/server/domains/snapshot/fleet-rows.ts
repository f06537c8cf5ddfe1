import type { Agent, ApiKey, Db, ModelVersion, Region, SystemState, TrafficMember, Tx } from "@meridian/db";
import { getLimits, type Limits, loadClientAccess } from "../config/index.ts";

export type VersionFiles = Pick<ModelVersion, "name" | "digest" | "files">;

export type AssignedAgent = Agent & {
  assignment: {
    precision: string;
    modelVersion: VersionFiles;
    heldPrecision: string | null;
    heldModelVersion: VersionFiles | null;
  } | null;
};

/** All rows that snapshots are made of, as of one position. */
export type FleetRows = {
  epoch: number;
  revision: bigint;
  sharedBearers: Pick<SystemState, "bearerGeneration" | "bearerOverlapUntil">;
  regions: Region[];
  agents: AssignedAgent[];
  targets: TrafficMember[];
  splits: { originRegionId: string; percent: number; modelVersion: Pick<ModelVersion, "name" | "digest"> }[];
  versions: Pick<ModelVersion, "name" | "digest">[];
  limits: Limits;
  /** Those that act. */
  apiKeys: ApiKey[];
  asksForKeys: boolean;
  /** Hashes of the tokens that open `/metrics`. */
  scrapeTokens: string[];
};

const versionFiles = { select: { name: true, digest: true, files: true } } as const;

/** Reads everything in one database snapshot: a change is seen whole or not at all. */
export function loadFleetRows(db: Db): Promise<FleetRows> {
  return db.$transaction(readFleetRows, {
    isolationLevel: "RepeatableRead",
    maxWait: 10_000,
    timeout: 30_000,
  });
}

async function readFleetRows(tx: Tx): Promise<FleetRows> {
  const state = await tx.systemState.findUniqueOrThrow({ where: { id: 1 } });
  return {
    epoch: state.epoch,
    revision: state.revision,
    sharedBearers: state,
    regions: await tx.region.findMany({ where: { archivedAt: null }, orderBy: { id: "asc" } }),
    agents: await tx.agent.findMany({
      where: { archivedAt: null },
      orderBy: { id: "asc" },
      include: {
        assignment: { include: { modelVersion: versionFiles, heldModelVersion: versionFiles } },
      },
    }),
    targets: await tx.trafficMember.findMany(),
    splits: await tx.versionSplit.findMany({ include: { modelVersion: true } }),
    versions: await tx.modelVersion.findMany({
      where: { archivedAt: null },
      orderBy: { name: "asc" },
      select: { name: true, digest: true },
    }),
    limits: await getLimits(tx),
    ...(await readAccess(tx)),
  };
}

async function readAccess(tx: Tx): Promise<Pick<FleetRows, "apiKeys" | "asksForKeys" | "scrapeTokens">> {
  const tokens = await tx.scrapeToken.findMany({ where: { revokedAt: null }, orderBy: { id: "asc" } });
  return {
    apiKeys: await tx.apiKey.findMany({
      where: { revokedAt: null, expiredAt: null },
      orderBy: { id: "asc" },
    }),
    asksForKeys: (await loadClientAccess(tx))?.asksForKeys ?? false,
    scrapeTokens: tokens.map(({ tokenHash }) => tokenHash),
  };
}
