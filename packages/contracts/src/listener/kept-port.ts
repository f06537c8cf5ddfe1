import { readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../process/index.ts";

/** In an agent's data folder, and in the console's folder of secrets. */
export const keptPortFile = "metrics-port";

/** The port that a start before chose; 0: none, or nothing that is a port. */
export async function readKeptPort(file: string): Promise<number> {
  const text = await readFile(file, "utf8").catch(() => "");
  const port = Number(text.trim());
  return Number.isInteger(port) && port >= 1 && port <= 65_535 ? port : 0;
}

export async function writeKeptPort(file: string, port: number): Promise<void> {
  await makeFolder(dirname(file));
  const whole = `${file}.new`;
  await writeFile(whole, `${port}\n`);
  await rename(whole, file);
}
