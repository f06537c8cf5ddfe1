// Gentle traffic through every gateway of the local fleet, so that the screens have something to show.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import addresses from "./addresses.json" with { type: "json" };
import { seededRandom } from "./random.ts";
import { TrafficSource } from "./source.ts";

const help = `node --import tsx scripts/traffic/generator.ts --gateway <name>=<url> [--gateway …]
  --rate <n>   mean requests a second for each gateway (default 3)
  --seed <n>   the same seed sends the same addresses (default 1)
MERIDIAN_API_KEY is sent as the API key.
`;
const reportEveryMs = 10_000;

const { values } = parseArgs({
  options: {
    gateway: { type: "string", multiple: true, default: [] },
    rate: { type: "string", default: "3" },
    seed: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});
const meanPerSecond = Number(values.rate);
const seed = Number(values.seed);
const isUsable = values.gateway.length > 0 && meanPerSecond > 0 && Number.isInteger(seed);
if (values.help || !isUsable) {
  process.stdout.write(help);
  process.exit(values.help ? 0 : 2);
}

const sources = values.gateway.map((text, index) => {
  const [name = "", url = ""] = text.split(/=(.*)/s);
  const phase = index / values.gateway.length;
  return new TrafficSource({
    name,
    url,
    addresses,
    meanPerSecond,
    phase,
    random: seededRandom(seed + index),
    apiKey: process.env.MERIDIAN_API_KEY,
  });
});

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
for (const source of sources) void source.run(stop.signal);

while (!stop.signal.aborted) {
  await sleep(reportEveryMs, undefined, { signal: stop.signal }).catch(() => undefined);
  for (const source of sources) report(source);
}
// Idle connections would hold the process for seconds.
process.exit(0);

function report(source: TrafficSource): void {
  const line = { time: new Date().toISOString(), region: source.options.name, ...source.takeCounts() };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
