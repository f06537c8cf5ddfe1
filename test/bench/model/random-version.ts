import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Precision } from "@meridian/model";
import { root } from "../../../scripts/lib/paths.ts";
import { runNode } from "../../../scripts/lib/run-node.ts";
import { say } from "../lib/report.ts";
import { texts } from "../lib/texts.ts";
import { writeRandomCheckpoint } from "./random-checkpoint.ts";
import { compactShape, mgeoShape, type Shape } from "./shapes.ts";

const folderOf = (name: string) => join(root, ".meridian/bench", name);
/** The checkpoint that `mgeoSizeVersion` imports. */
export const mgeoCheckpoint = join(folderOf("mgeo-random"), "checkpoint");

export const mgeoSizeVersion = () => randomVersion("mgeo-random", mgeoShape, ["fp32", "int8"]);
/** The bundled compact model has no fp32 file. */
export const compactSizeVersion = () => randomVersion("compact-random", compactShape, ["fp32"]);

/** The folder of a model version of that shape with random weights, made by the importer and kept for later runs. */
async function randomVersion(name: string, shape: Shape, precisions: readonly Precision[]): Promise<string> {
  const [from, to] = [join(folderOf(name), "checkpoint"), join(folderOf(name), "version")];
  if (existsSync(join(to, "manifest.json"))) return to;
  say(`making ${name} (once; of MGeo's size it takes some minutes)`);
  writeRandomCheckpoint(from, shape, [...new Set(texts.join("").replace(/[0-9A-Za-z]/g, "0"))]);
  const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
  const importer = join(root, "packages/model/src/import/import-command.ts");
  const args = ["--from", from, "--to", to, "--name", name, "--precision", precisions.join()];
  const code = await runNode([tsx, importer, ...args], { cwd: root });
  if (code !== 0) throw new Error("the importer failed");
  return to;
}
