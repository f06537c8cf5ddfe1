import { join } from "node:path";
import { AppError } from "@meridian/contracts/errors";
import { ModelFile } from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import { z } from "zod";
import { manifestFileName } from "./manifest.ts";
import type { ModelFolders } from "./register-model-versions.ts";

export type FindModelFileInput = { digest: string; file: string };

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
