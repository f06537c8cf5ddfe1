import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../../scripts/lib/paths.js";
import { runNode } from "../../../scripts/lib/run-node.js";
import { say } from "../lib/report.ts";
import { texts } from "../lib/texts.ts";
import { writeRandomCheckpoint } from "./random-checkpoint.ts";

const folder = join(root, ".meridian/bench/mgeo-random");
/** The checkpoint that `mgeoSizeVersion` imports. */
export const mgeoCheckpoint = join(folder, "checkpoint");

/** A model version of MGeo's size with random weights, fp32 and int8, made by the importer; kept for later runs. */
export async function mgeoSizeVersion(): Promise<string> {
  const to = join(folder, "version");
  if (existsSync(join(to, "manifest.json"))) return to;
  say("making a model of MGeo's size (once, some minutes)");
  writeRandomCheckpoint(mgeoCheckpoint, [...new Set(texts.join("").replace(/[0-9A-Za-z]/g, "0"))]);
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const importer = join(root, "packages/model/src/import/import-command.ts");
  const args = ["--from", mgeoCheckpoint, "--to", to, "--name", "mgeo-random", "--precision", "fp32,int8"];
  const code = await runNode([tsx, importer, ...args], { cwd: root });
  if (code !== 0) throw new Error("the importer failed");
  return to;
}
