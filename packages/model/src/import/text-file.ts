import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ModelError } from "../model-error.ts";
import { at, isRecord, parseJson } from "../version/json-checks.ts";

const POINTER_START = "version https://git-lfs.github.com/spec/";

/** Refuses what git-LFS leaves in a clone in place of a large file. Throws ModelError('bad-model') saying what to do. */
export function refusePointer(file: string, start: Uint8Array): void {
  if (Buffer.from(start).toString("latin1", 0, POINTER_START.length) === POINTER_START)
    throw at(file, "", "its content", "a git-LFS pointer; run git lfs pull in its folder");
}

/** A UTF-8 text file of a folder, without a byte order mark; undefined if there is none. Throws ModelError('bad-model'). */
export async function readOptionalText(folder: string, file: string): Promise<string | undefined> {
  const bytes = await readFile(join(folder, file)).catch(() => undefined);
  if (!bytes) return undefined;
  refusePointer(file, bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw at(file, "", "UTF-8 text", "other bytes");
  }
}

/** The JSON object in a file of a folder; undefined if there is no such file. Throws ModelError('bad-model'). */
export async function readOptionalRecord(
  folder: string,
  file: string,
): Promise<Record<string, unknown> | undefined> {
  const text = await readOptionalText(folder, file);
  if (text === undefined) return undefined;
  const value = parseJson(file, text);
  if (!isRecord(value)) throw at(file, "", "an object", value);
  return value;
}

/** As `readOptionalRecord`, of a file that must be there. */
export async function readRecord(folder: string, file: string): Promise<Record<string, unknown>> {
  const value = await readOptionalRecord(folder, file);
  if (!value)
    throw new ModelError("bad-model", `${file}: expected a readable file, found none.`, {
      details: { file },
    });
  return value;
}
