import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./paths.ts";

/**
 * Fetches a version of Node with npm, as a package of this platform that needs no install script.
 * @returns its executable
 */
export async function installNode(version: string): Promise<string> {
  const dir = join(root, ".meridian/node", version);
  mkdirSync(dir, { recursive: true });
  const name = `node-${process.platform}-${process.arch}`;
  const flags = ["--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", ["install", "--prefix", dir, ...flags, `${name}@${version}`]);
  return join(dir, "node_modules", name, "bin/node");
}
