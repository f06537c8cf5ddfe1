import { resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createTagger } from "../tagger.ts";
import { readConll } from "./read-conll.ts";
import type { Score } from "./score-spans.ts";
import { scoreSpans } from "./score-spans.ts";

const USAGE =
  "usage: npm run eval -w @meridian/model -- --conll <file> [--model <folder>] [--threads <n>] [--json]";
const COMPACT = fileURLToPath(new URL("../../models/compact", import.meta.url));

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    options: { conll: text, model: text, threads: text, json: { type: "boolean" } },
  });
  if (!values.conll) throw new Error(USAGE);
  // npm runs scripts in the package's folder; paths are meant from where the user stands.
  const here = process.env.INIT_CWD ?? process.cwd();
  const rows = await readConll(resolve(here, values.conll));
  const folder = values.model ? resolve(here, values.model) : COMPACT;
  const tagger = await createTagger(folder, { threads: Number(values.threads ?? 1) });
  try {
    await tagger.tag(rows.slice(0, 32).map((row) => row.text)); // the first runs allocate
    const began = performance.now();
    const found = await tagger.tag(rows.map((row) => row.text));
    const addressesPerSecond = (rows.length / (performance.now() - began)) * 1000;
    const result = scoreSpans(rows.map((row, i) => ({ gold: row.spans, found: found[i] ?? [] })));
    const report = { model: tagger.version.name, addresses: rows.length, addressesPerSecond, ...result };
    process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : table(report));
  } finally {
    await tagger.dispose();
  }
}

function table(report: {
  model: string;
  addresses: number;
  addressesPerSecond: number;
  micro: Score;
  types: Record<string, Score>;
}): string {
  const line = (name: string, s: Score): string =>
    [
      name.padEnd(14),
      ...[s.precision, s.recall, s.f1].map((n) => n.toFixed(2).padStart(7)),
      String(s.gold).padStart(7),
    ].join("");
  const lines = [
    `${report.model}: ${report.addresses} addresses, ${report.addressesPerSecond.toFixed(0)} a second`,
    `${"".padEnd(14)}      P      R     F1   gold`,
    line("all", report.micro),
    ...Object.entries(report.types).map(([type, score]) => line(type, score)),
  ];
  return `${lines.join("\n")}\n`;
}

main().catch((error: unknown) => {
  const isUsage = error instanceof Error && error.message === USAGE;
  process.stderr.write(`${isUsage ? USAGE : error instanceof Error ? (error.stack ?? "") : String(error)}\n`);
  process.exitCode = 1;
});
