import { newId } from "@meridian/contracts/ids";
import { inTransaction, nextRevision, type Prisma, type Tx } from "@meridian/db";
import type { ServiceContext, Verb } from "../context.ts";
import { appendChange } from "../audit/index.ts";
import { assignDefaultVersion } from "./default-version.ts";
import { findModelFolders, readModelFolder, type ModelFolder } from "./manifest.ts";

/** Folder of a version by digest. */
export type ModelFolders = Map<string, string>;

/**
 * Registers every version folder under `modelsDir` and gives a version to nodes that have none. A folder that is
 * damaged is logged and left out. Returns where each version's files are.
 */
export async function registerModelVersions({
  ctx,
  input,
}: Verb<{ modelsDir: string }>): Promise<ModelFolders> {
  const folders: ModelFolders = new Map();
  for (const path of await findModelFolders(input.modelsDir)) {
    const found = await readModelFolder(path).catch((error: unknown) => {
      ctx.logger.error({ err: error, folder: path }, "model version skipped: its folder is damaged");
    });
    if (!found) continue;
    await registerVersion(ctx, found);
    folders.set(found.manifest.digest, found.folder);
  }
  await assignToNodesWithout(ctx);
  ctx.changes.wake();
  return folders;
}

async function registerVersion(ctx: ServiceContext, { manifest }: ModelFolder): Promise<void> {
  const { name, digest, precisions, files } = manifest;
  if (await ctx.db.modelVersion.findUnique({ where: { digest }, select: { id: true } })) return;
  await inTransaction(ctx.db, async (tx) => {
    const revision = await nextRevision(tx);
    await releaseName(tx, name);
    const version = await tx.modelVersion.create({
      data: {
        id: newId("mv"),
        name,
        digest,
        precisions,
        files,
        manifest: manifest as Prisma.InputJsonObject,
        createdAt: ctx.now(),
      },
    });
    await appendChange(tx, ctx, {
      revision,
      kind: "model.registered",
      subject: { type: "model-version", id: version.id },
      after: { name, digest, precisions },
    });
  });
  ctx.logger.info({ name, digest }, "model version registered");
}

/** A name belongs to the newest files; the version that had it before gets its digest appended. */
async function releaseName(tx: Tx, name: string): Promise<void> {
  const holder = await tx.modelVersion.findUnique({ where: { name } });
  if (!holder) return;
  await tx.modelVersion.update({
    where: { id: holder.id },
    data: { name: `${name}-${holder.digest.slice(0, 8)}` },
  });
}

async function assignToNodesWithout(ctx: ServiceContext): Promise<void> {
  const nodes = await ctx.db.agent.findMany({
    where: { role: "inference", archivedAt: null, assignment: null },
    select: { id: true },
  });
  for (const { id } of nodes) {
    await inTransaction(ctx.db, async (tx) => {
      const revision = await nextRevision(tx);
      const after = await assignDefaultVersion(tx, id);
      if (!after) return;
      const subject = { type: "agent", id };
      await appendChange(tx, ctx, { revision, kind: "agent.model-assigned", subject, after });
    });
  }
}
