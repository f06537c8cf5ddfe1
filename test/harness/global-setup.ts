import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareData } from "./prepare-data.ts";

/** Prepares the data that every system of this run begins with; workers inherit the variable. */
export async function setup(): Promise<() => void> {
  const dir = mkdtempSync(join(tmpdir(), "meridian-prepared-"));
  chmodSync(dir, 0o755);
  await prepareData(dir);
  process.env.MERIDIAN_PREPARED_DATA = dir;
  return () => rmSync(dir, { recursive: true, force: true });
}
