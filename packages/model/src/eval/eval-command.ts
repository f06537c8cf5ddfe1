import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { badOption, positiveOption, runCommand } from "../command.ts";
import { ModelError } from "../model-error.ts";
import { createTagger, type TaggerOptions } from "../tagger.ts";
import { isPrecision } from "../version/manifest.ts";
import type { Evaluation } from "./evaluate.ts";
import { evaluate } from "./evaluate.ts";
import { readConll } from "./read-conll.ts";
import type { Score } from "./score-spans.ts";

const USAGE = `usage: npm run eval -w @meridian/model -- --conll <file> [options]

Scores a model version on labelled addresses: exact spans, per type, sentences, calibration error, addresses/s.

  --conll <file>         a character and its label a line, an empty line between addresses
  --model <folder>       a model version folder (default: the bundled compact tagger)
  --precision <name>     fp32, fp16 or int8 (default: the version's preferred one)
  --mode <name>          char or parity (default: the version's own)
  --temperature <n>      in place of the version's own
  --threads <n>          of ONNX Runtime (default 1)
  --json                 print the result as JSON`;
const COMPACT = fileURLToPath(new URL("../../models/compact", import.meta.url));

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: {
      conll: text,
      model: text,
      precision: text,
      mode: text,
      temperature: text,
      threads: text,
      json: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (values.conll === undefined) throw new ModelError("bad-input", USAGE);
  const options = taggerOptions(values);
  // npm runs scripts in the package's folder; paths are meant from where the user stands.
  const here = process.env.INIT_CWD ?? process.cwd();
  const rows = await readConll(resolve(here, values.conll));
  const tagger = await createTagger(values.model ? resolve(here, values.model) : COMPACT, options);
  try {
    const report = { model: tagger.version.name, ...(await evaluate(tagger, rows)) };
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : table(report));
  } finally {
    await tagger.dispose();
  }
}

type Values = { precision?: string; mode?: string; temperature?: string; threads?: string };

function taggerOptions({ precision, mode, temperature, threads = "1" }: Values): TaggerOptions {
  if (precision !== undefined && !isPrecision(precision)) {
    throw badOption("--precision", "fp32, fp16 or int8", precision);
  }
  if (mode !== undefined && mode !== "char" && mode !== "parity") {
    throw badOption("--mode", "char or parity", mode);
  }
  if (!/^[1-9]\d{0,2}$/.test(threads)) throw badOption("--threads", "a whole number from 1 to 999", threads);
  return {
    threads: Number(threads),
    ...(precision && { precision }),
    ...(mode && { mode }),
    ...(temperature !== undefined && { temperature: positiveOption("--temperature", temperature) }),
  };
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

runCommand(main);
