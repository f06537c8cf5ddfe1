import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isModelError } from "../model-error.ts";
import { importCheckpoint } from "./import-checkpoint.ts";

const USAGE =
  "usage: npm run import -w @meridian/model -- --from <folder> --to <folder> --name <version> [--source <text>]";

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { from: text, to: text, name: text, source: text } });
  const { from, to, name } = values;
  if (!from || !to || !name) throw new Error(USAGE);
  // npm runs scripts in the package's folder; paths are meant from where the user stands.
  const here = process.env.INIT_CWD ?? process.cwd();
  const source = values.source ?? basename(resolve(here, from));
  const { manifest, unusedTensors } = await importCheckpoint({
    from: resolve(here, from),
    to: resolve(here, to),
    name,
    source,
    now: new Date(),
  });
  if (unusedTensors.length > 0) process.stderr.write(`not used: ${unusedTensors.join(", ")}\n`);
  process.stdout.write(`${manifest.name} ${manifest.digest}\n`);
}

main().catch((error: unknown) => {
  const text =
    isModelError(error) || (error instanceof Error && error.message === USAGE) ? error.message : error;
  process.stderr.write(`${text instanceof Error ? (text.stack ?? text.message) : String(text)}\n`);
  process.exitCode = 1;
});
