import { homedir } from "node:os";
import { basename, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { positive, runCommand, userPath } from "../command.ts";
import { downloadModel } from "../hub/download-model.ts";
import { isHubSource, parseHubSource } from "../hub/hub-model.ts";
import type { Manifest, Precision } from "../version/manifest.ts";
import { isPrecision } from "../version/manifest.ts";
import type { Mode } from "../version/preprocess.ts";
import { importCheckpoint } from "./import-checkpoint.ts";

type Options = {
  from: string;
  to: string;
  name?: string;
  source?: string;
  precision: readonly Precision[];
  mode: Mode;
  temperature?: number;
  json?: true;
};

const command = new Command("npm run import -w @meridian/model --")
  .description(
    "Turns an MGeo checkpoint into a model version folder: ONNX per precision, vocabulary, labels, manifest.",
  )
  .requiredOption(
    "--from <source>",
    "a folder as ModelScope gives it or Hugging Face saves it, or modelscope:<owner>/<name>[@revision] (downloaded and kept; MODELSCOPE_ENDPOINT names another hub)",
  )
  .requiredOption("--to <folder>", "the model version folder to write", userPath)
  .option("--name <version>", "default: the folder's name")
  .option("--source <text>", "where the weights come from, for the manifest")
  .addOption(
    new Option("--precision <list>", "of fp32, fp16, int8, the preferred one first")
      .argParser(parsePrecisionList)
      .default(["fp32"], "fp32"),
  )
  .addOption(
    new Option("--mode <name>", "how text becomes tokens and labels become elements")
      .choices(["char", "parity"])
      .default("char"),
  )
  .option("--temperature <n>", "divides the logits before confidences are taken (default: 1)", positive)
  .option("--json", "print the manifest as JSON")
  .action(run);

async function run({
  from: source,
  to,
  name,
  precision,
  mode,
  temperature,
  json,
  ...options
}: Options): Promise<void> {
  const isHub = isHubSource(source);
  const from = isHub ? await download(source) : userPath(source);
  const { manifest, unusedTensors } = await importCheckpoint({
    ...{ from, to, mode, temperature, precisions: precision },
    name: name ?? basename(to),
    source: options.source ?? (isHub ? source : basename(from)),
    now: new Date(),
    onStep: say,
  });
  if (json) process.stdout.write(`${JSON.stringify({ ...manifest, unusedTensors }, null, 2)}\n`);
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
  const known = names.filter(isPrecision);
  if (new Set(known).size !== names.length) {
    throw new InvalidArgumentError("Expected a list of fp32, fp16, int8, each once.");
  }
  return known;
}

function summarise({ name, digest, parity = {} }: Manifest, unusedTensors: readonly string[]): void {
  // Of a layer that text does not run through there are some forty.
  const unused = new Set(unusedTensors.map((tensor) => tensor.replace(/(\.layer\.\d+\.\w+)\..*$/u, "$1.*")));
  if (unused.size > 0) say(`not used: ${Array.from(unused).join(", ")}`);
  for (const [precision, { f1Loss, agreement }] of Object.entries(parity)) {
    say(`${precision}: span F1 lost ${f1Loss}, agreement with fp32 ${agreement}`);
  }
  process.stdout.write(`${name} ${digest}\n`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

runCommand(command);
