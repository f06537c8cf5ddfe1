import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { root } from "../../../scripts/lib/paths.ts";
import { check, say, type Check } from "../lib/report.ts";
import { batchTokensMax, ownPrecision } from "./bench-node.ts";
import type { LoadProcess } from "./load-process.ts";
import { childrenOf } from "../../harness/leftovers.ts";
import { rssMb } from "./process-tree.ts";
import { ServedNode } from "./served-node.ts";

const turnSeconds = 5;
const sampleMs = 1000;
const samplesPerLine = 60;

/** `mb`: of the agent and its engine. */
type Sample = { minute: number; mb: number; enginesMb: number };

/** Mixed load for that long: singles, lists of all sizes and bulk, by turns below and above what the node can do. */
export async function soak(minutes: number, threads: number, load: LoadProcess): Promise<Check[]> {
  const folder = join(root, "packages/model/models/compact");
  const precision = ownPrecision(folder);
  const node = await ServedNode.start({ folder, precision, threads, batchTokensMax });
  const samples: Sample[] = [];
  const ended = new AbortController();
  const sampling = sample(node, samples, ended.signal);
  try {
    const failed = await mixedLoad(node, load, minutes * 60_000);
    ended.abort();
    await sampling;
    const steady = samples.filter(({ minute }) => minute >= minutes / 3);
    say(`after warming up ${inWords(steady[0])}, at the end ${inWords(steady.at(-1))}`);
    return [
      check("node.soak_minutes", minutes, ">= 30"),
      check("node.soak_memory_mb_per_minute", slope(steady), "<= 1"),
      check("node.soak_failed", failed, "== 0"),
    ];
  } finally {
    ended.abort();
    await node.stop();
  }
}

async function mixedLoad({ target }: ServedNode, load: LoadProcess, ms: number): Promise<number> {
  const until = performance.now() + ms;
  const seconds = turnSeconds;
  let failed = 0;
  while (performance.now() < until) {
    const results = [
      await load.closed(target, 16, { seconds }),
      await load.closed(target, 4, { seconds, addressesPerRequest: 64, headers: { "x-priority": "bulk" } }),
      await load.open(target, 200, { seconds, addressesPerRequest: 2 }),
      await load.closed(target, 64, { seconds, headers: { "x-meridian-explain": "true" } }),
    ];
    failed += results.reduce((sum, result) => sum + result.failed + result.late, 0);
  }
  return failed;
}

async function sample({ pid }: ServedNode, samples: Sample[], signal: AbortSignal) {
  const startedAt = performance.now();
  while (!signal.aborted) {
    const mb = rssMb(pid);
    const enginesMb = childrenOf(pid).reduce((sum, child) => sum + rssMb(child), 0);
    samples.push({ minute: (performance.now() - startedAt) / 60_000, mb, enginesMb });
    if (samples.length % samplesPerLine === 0) say(inWords(samples.at(-1)));
    await sleep(sampleMs, undefined, { signal }).catch(() => undefined);
  }
}

function inWords({ minute, mb, enginesMb }: Sample = { minute: 0, mb: 0, enginesMb: 0 }): string {
  return `${mb.toFixed(0)} MB (${enginesMb.toFixed(0)} of them the engine's) at minute ${minute.toFixed(1)}`;
}

/** Least squares. */
function slope(samples: Sample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(samples.map(({ minute }) => minute));
  const y = mean(samples.map(({ mb }) => mb));
  const over = samples.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0);
  return over / samples.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0);
}
