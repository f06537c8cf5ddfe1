import { fileURLToPath } from "node:url";
import { Command, InvalidArgumentError, Option } from "commander";
import { positive, runCommand, userPath } from "../command.ts";
import { createTagger, type TaggerOptions } from "../tagger.ts";
import { precisions } from "../version/manifest.ts";
import type { Evaluation } from "./evaluate.ts";
import { evaluate } from "./evaluate.ts";
import { readConll } from "./read-conll.ts";
import type { Score } from "./score-spans.ts";

const compact = fileURLToPath(new URL("../../models/compact", import.meta.url));

type Options = Omit<TaggerOptions, "textPass"> & {
  conll: string;
  model: string;
  textPass?: true;
  json?: true;
};

const command = new Command("npm run eval -w @meridian/model --")
  .description(
    "Scores a model version on labelled addresses: exact spans, per type, sentences, calibration error, addresses/s.",
  )
  .requiredOption(
    "--conll <file>",
    "a character and its label a line, an empty line between addresses",
    userPath,
  )
  .addOption(
    new Option("--model <folder>", "a model version folder")
      .argParser(userPath)
      .default(compact, "the bundled compact tagger"),
  )
  .addOption(new Option("--precision <name>", "default: the version's preferred one").choices(precisions))
  .addOption(new Option("--mode <name>", "default: the version's own").choices(["char", "parity"]))
  .option("--text-pass", "with contacts, labels and markup cut out, in place of the version's own")
  .option("--window-length <n>", "in place of the version's own", positive)
  .option("--window-overlap <n>", "in place of the version's own", positive)
  .option("--temperature <n>", "in place of the version's own", positive)
  .option("--threads <n>", "of ONNX Runtime", threadCount, 1)
  .option("--json", "print the result as JSON")
  .action(run);

async function run({ conll, model, json, textPass, ...options }: Options): Promise<void> {
  const rows = await readConll(conll);
  const tagger = await createTagger(model, textPass ? { ...options, textPass: 1 } : options);
  try {
    const report = { model: tagger.version.name, ...(await evaluate(tagger, rows)) };
    process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : table(report));
  } finally {
    await tagger.dispose();
  }
}

function threadCount(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError("Expected a whole number from 1 to 999.");
  return Number(text);
}

function table(report: Evaluation & { readonly model: string }): string {
  const line = (name: string, s: Score): string =>
    [
      name.padEnd(14),
      ...[s.precision, s.recall, s.f1].map((n) => n.toFixed(2).padStart(7)),
      String(s.gold).padStart(7),
    ].join("");
  const lines = [
    `${report.model}: ${report.addresses} addresses, ${report.addressesPerSecond.toFixed(0)} a second`,
    `${report.sentenceAccuracy.toFixed(2)} % all right, calibration error ${report.calibrationError.toFixed(4)}`,
    `${"".padEnd(14)}      P      R     F1   gold`,
    line("all", report.micro),
    ...Object.entries(report.types).map(([type, score]) => line(type, score)),
  ];
  return `${lines.join("\n")}\n`;
}

runCommand(command);
