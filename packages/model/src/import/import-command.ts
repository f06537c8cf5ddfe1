import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { badOption, positiveOption, runCommand } from "../command.ts";
import { downloadModel } from "../hub/download-model.ts";
import { isHubSource, parseHubSource } from "../hub/hub-model.ts";
import { ModelError } from "../model-error.ts";
import type { Manifest, Precision } from "../version/manifest.ts";
import { isPrecision } from "../version/manifest.ts";
import { importCheckpoint } from "./import-checkpoint.ts";

const USAGE = `usage: npm run import -w @meridian/model -- --from <source> --to <folder> [options]

Turns an MGeo checkpoint into a model version folder: ONNX per precision, vocabulary, labels, manifest.

  --from <source>        a folder as ModelScope gives it, or modelscope:<owner>/<name>[@revision]
                         (downloaded and kept; MODELSCOPE_ENDPOINT names another hub)
  --to <folder>          the model version folder to write
  --name <version>       default: the folder's name
  --source <text>        where the weights come from, for the manifest
  --precision <list>     of fp32, fp16, int8, the preferred one first (default fp32)
  --temperature <n>      divides the logits before confidences are taken (default 1)
  --json                 print the manifest as JSON`;

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      ...{ from: text, to: text, name: text, source: text, precision: text, temperature: text },
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (!values.from || !values.to) throw new ModelError("bad-input", USAGE);
  const temperature = positiveOption("--temperature", values.temperature ?? "1");
  const precisions = parsePrecisionList(values.precision ?? "fp32");
  // npm runs scripts in the package's folder; paths are meant from where the user stands.
  const here = process.env.INIT_CWD ?? process.cwd();
  const to = resolve(here, values.to);
  const isHub = isHubSource(values.from);
  const from = isHub ? await download(values.from) : resolve(here, values.from);
  const { manifest, unusedTensors } = await importCheckpoint({
    from,
    to,
    name: values.name ?? basename(to),
    source: values.source ?? (isHub ? values.from : basename(from)),
    precisions,
    ...(values.temperature && { temperature }),
    now: new Date(),
    onStep: say,
  });
  if (values.json) process.stdout.write(`${JSON.stringify({ ...manifest, unusedTensors }, null, 2)}\n`);
  else summarise(manifest, unusedTensors);
}

/** Downloads a model into the user's cache; returns its folder. */
async function download(source: string): Promise<string> {
  const model = parseHubSource(source, process.env.MODELSCOPE_ENDPOINT);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "meridian", "modelscope", model.owner, model.name, model.revision);
  say(`downloading ${source} from ${model.endpoint} to ${folder}`);
  let shown = "";
  await downloadModel(model, folder, {
    onProgress({ path, sizeBytes }, receivedBytes) {
      const percent = Math.floor((100 * receivedBytes) / Math.max(1, sizeBytes));
      const line = `${path}: ${percent - (percent % 10)} % of ${(sizeBytes / 1e6).toFixed(1)} MB`;
      if (line !== shown) say(line);
      shown = line;
    },
  });
  return folder;
}

function parsePrecisionList(text: string): readonly Precision[] {
  const names = text.split(",");
  const precisions = names.filter(isPrecision);
  if (new Set(precisions).size !== names.length) {
    throw badOption("--precision", "a list of fp32, fp16, int8, each once", text);
  }
  return precisions;
}

function summarise({ name, digest, parity = {} }: Manifest, unusedTensors: readonly string[]): void {
  if (unusedTensors.length > 0) say(`not used: ${unusedTensors.join(", ")}`);
  for (const [precision, { f1Loss, agreement }] of Object.entries(parity)) {
    say(`${precision}: span F1 lost ${f1Loss}, agreement with fp32 ${agreement}`);
  }
  process.stdout.write(`${name} ${digest}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

runCommand(main);
