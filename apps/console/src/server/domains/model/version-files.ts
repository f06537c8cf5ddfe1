import { join } from "node:path";
import { AppError } from "@meridian/contracts/errors";
import { ModelFile } from "@meridian/contracts/wire";
import type { Db, ModelVersion } from "@meridian/db";
import { z } from "zod";
import { manifestFileName, readModelFolder } from "./manifest.ts";
import type { ModelFolders } from "./register-model-versions.ts";

type FindModelFileInput = { digest: string; file: string };

/** Path of a registered version's file. Throws NOT_FOUND; only listed files are ever reachable. */
export async function findModelFile(
  db: Pick<Db, "modelVersion">,
  folders: ModelFolders,
  { digest, file }: FindModelFileInput,
): Promise<string> {
  const version = await db.modelVersion.findUnique({ where: { digest }, select: { files: true } });
  const folder = folders.get(digest);
  const files = z.array(ModelFile).parse(version?.files ?? []);
  const isListed = file === manifestFileName || files.some(({ path }) => path === file);
  if (folder && isListed) return join(folder, file);
  throw new AppError("NOT_FOUND", "This console has no such model file.", { details: { digest, file } });
}

/**
 * Hashes a version's files as this console would send them. Throws REFUSED_BY_RULE, naming the file that is
 * missing or damaged.
 */
export async function assertVersionWhole(
  folders: ModelFolders,
  { name, digest }: Pick<ModelVersion, "name" | "digest">,
): Promise<void> {
  const folder = folders.get(digest);
  if (!folder) throw notWhole(name, "this console does not hold its files");
  const { manifest } = await readModelFolder(folder).catch((cause: Error) => {
    throw notWhole(name, cause.message, cause);
  });
  if (manifest.digest !== digest) throw notWhole(name, "its folder now holds another version");
}

function notWhole(version: string, problem: string, cause?: Error): AppError {
  const details = { rule: "version-files", version, problem };
  return new AppError("REFUSED_BY_RULE", `${version} cannot be rolled out: ${problem}.`, {
    cause,
    details,
  });
}
