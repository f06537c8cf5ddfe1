import { AppError } from "@meridian/contracts/errors";
import type { ModelVersion } from "@meridian/db";
import { readModelFolder } from "./manifest.ts";
import type { ModelFolders } from "./register-model-versions.ts";

/**
 * Hashes a version's files as this console would send them. Throws PRECONDITION_FAILED, naming the file that is
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
  return new AppError("PRECONDITION_FAILED", `${version} cannot be rolled out: ${problem}.`, {
    cause,
    details,
  });
}
