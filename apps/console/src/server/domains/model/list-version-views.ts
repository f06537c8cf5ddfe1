import type { ModelVersionView } from "@meridian/contracts/api";
import { Precision } from "@meridian/contracts/fleet";
import { Effective, ModelFile } from "@meridian/contracts/wire";
import type { Db, ModelVersion } from "@meridian/db";
import { z } from "zod";
import { findDefaultVersion } from "./default-version.ts";
import type { ModelFolders } from "./register-model-versions.ts";

type RegionNodes = { regionId: string; regionName: string; digests: (string | null)[] };

const Files = z.array(ModelFile);
const Source = z.object({ source: z.string() });

/** Registered versions, newest first, and how many nodes of each region report that they answer with them. */
export async function listVersionViews(db: Db, folders: ModelFolders): Promise<ModelVersionView[]> {
  const [versions, standard, regions] = await Promise.all([
    db.modelVersion.findMany({
      where: { archivedAt: null },
      orderBy: [{ createdAt: "desc" }, { name: "asc" }],
    }),
    findDefaultVersion(db),
    findAnsweringDigests(db),
  ]);
  return versions.map((version) => ({
    ...describe(version),
    isDefault: version.id === standard?.modelVersionId,
    hasFiles: folders.has(version.digest),
    running: runningIn(regions, version.digest),
  }));
}

/** Names of all versions that were ever registered: a node may answer with an archived one still. */
export async function listVersionNames(db: Db): Promise<string[]> {
  const versions = await db.modelVersion.findMany({ select: { name: true } });
  return versions.map(({ name }) => name);
}

function describe({ id, name, digest, precisions, createdAt, files, manifest }: ModelVersion) {
  return {
    ...{ id, name, digest, createdAt },
    precisions: z.array(Precision).parse(precisions),
    sizeBytes: Files.parse(files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    source: Source.safeParse(manifest).data?.source ?? null,
  };
}

async function findAnsweringDigests(db: Db): Promise<RegionNodes[]> {
  const [regions, nodes] = await Promise.all([
    db.region.findMany({ where: { archivedAt: null }, orderBy: [{ createdAt: "asc" }, { name: "asc" }] }),
    db.agent.findMany({
      where: { role: "inference", archivedAt: null },
      select: { regionId: true, observed: { select: { effective: true } } },
    }),
  ]);
  return regions.map(({ id, name }) => {
    const members = nodes.filter(({ regionId }) => regionId === id);
    return {
      regionId: id,
      regionName: name,
      digests: members.map(({ observed }) => digestOf(observed?.effective)),
    };
  });
}

function digestOf(effective: unknown): string | null {
  const report = Effective.safeParse(effective).data;
  return report?.role === "inference" ? report.defaultDigest : null;
}

function runningIn(regions: RegionNodes[], digest: string): ModelVersionView["running"] {
  const counted = regions.map(({ regionId, regionName, digests }) => {
    const nodes = digests.filter((answering) => answering === digest).length;
    return { regionId, regionName, nodes, of: digests.length };
  });
  return counted.filter(({ nodes }) => nodes > 0);
}

/** Versions that may be asked for, newest first. */
export function listModelVersions(db: Pick<Db, "modelVersion">) {
  return db.modelVersion.findMany({
    where: { archivedAt: null },
    orderBy: { createdAt: "desc" },
    select: { name: true, digest: true },
  });
}
