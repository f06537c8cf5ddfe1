// `npm run bench -- fuzz`: inputs that nobody expects, over everything that listens.
import { failureReason } from "@meridian/contracts/wait";
import { FuzzedSystem } from "./fuzz/fuzzed-system.ts";
import { benchCommand, ordinal, positive } from "./lib/bench-command.ts";
import { check, report, type Row, say } from "./lib/report.ts";

const options = benchCommand("fuzz", "Inputs that nobody expects, over everything that listens.")
  .option("--quick", "5,000 cases")
  .option("--cases <count>", "cases to try (default: 100,000)", positive)
  .option("--seed <number>", "what the cases are drawn from", ordinal, 1)
  .option("--only <case>", "one case of a run, with what was sent and answered", ordinal)
  .parse()
  .opts<{ quick?: true; cases?: number; seed: number; only?: number }>();

const { seed } = options;
const [first, end] =
  options.only === undefined
    ? [0, options.cases ?? (options.quick ? 5000 : 100_000)]
    : [options.only, options.only + 1];
const atOnce = 16;
/** The heap grows to its working size first. */
const warmCases = Math.floor(Math.min((end - first) / 2, Math.max((end - first) / 5, 10_000)));
const sayEvery = 2000;
const rowsMax = 40;

const system = await FuzzedSystem.start();
const found = { status500: 0, unanswered: 0 };
const rows: Row[] = [];
const seen = new Set<string>();
let next = first;
let warmMb = Number.NaN;
const memoryMb = () => {
  const { console, gateway } = system.rssMb;
  return console + gateway;
};

/** Each place once: a fault that a thousand cases hit is one fault. */
function tell(kind: string, index: number, where: string, sent: unknown): void {
  if (seen.has(`${kind} ${where}`) || rows.length >= rowsMax) return;
  seen.add(`${kind} ${where}`);
  const row = { kind, seed, case: index, where, sent: JSON.stringify(sent ?? null).slice(0, 600) };
  rows.push(row);
  say(`fuzz: ${JSON.stringify(row)}`);
}

async function tryOne(index: number): Promise<void> {
  try {
    const { where, sent, status } = await system.try(seed, index);
    if (options.only !== undefined) say(`fuzz: ${JSON.stringify({ where, sent, status })}`);
    if (status !== 500) return;
    found.status500++;
    tell("status 500", index, where, sent);
  } catch (error) {
    found.unanswered++;
    tell("no answer", index, failureReason(error), null);
  }
}

async function work(): Promise<void> {
  while (next < end && system.crashes === 0) {
    const index = next++;
    if (index === first + warmCases) warmMb = memoryMb();
    await tryOne(index);
    if (index % sayEvery === 0) say(`fuzz: ${index} of ${end} cases, MB: ${JSON.stringify(system.rssMb)}`);
  }
}

try {
  await Promise.all(Array.from({ length: atOnce }, work));
  const { crashes } = system;
  const growthMb = crashes > 0 ? Number.NaN : memoryMb() - warmMb;
  const dropped = crashes > 0 ? Number.NaN : await system.rowsDropped();
  report(
    "fuzz",
    [
      check("fuzz.crashes", crashes, "== 0"),
      check("fuzz.http_500", found.status500, "== 0"),
      check("fuzz.unanswered", found.unanswered, "== 0"),
      check("fuzz.rows_dropped", dropped, "== 0"),
      check("fuzz.rss_growth_mb", growthMb, "<= 150"),
    ],
    [],
    [{ cases: next - first, seed }, ...rows],
  );
} finally {
  await system.stop();
}
