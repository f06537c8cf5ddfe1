import { measure, median } from "../lib/arms.ts";
import { check, type Row, say, type Check } from "../lib/report.ts";
import type { SessionBatch } from "@meridian/model/session";
import { runRaw } from "../model/arms.ts";
import { type Bench, connections } from "./bench-node.ts";
import { cpuSeconds } from "./process-tree.ts";

/** Addresses/s bare and over HTTP, the 99th percentile of the latter, and the time of one full batch. */
export type Throughput = { raw: number; served: number; p99Ms: number; fullBatchMs: number };

/** A node that 64 connections saturate, against bare runs of the same batches in turn. */
export async function throughput(bench: Bench): Promise<Throughput> {
  const { name, node, model, batchTokens, batches, load, seconds } = bench;
  const size = ({ batch, sequence }: SessionBatch) => batch * sequence;
  const fullest = Math.max(...batches.map(size).filter((tokens) => tokens <= batchTokens));
  const full = batches.filter((one) => size(one) > 0.9 * fullest && size(one) <= batchTokens);
  const p99s: number[] = [];
  const { raw, served, batch } = await measure({
    raw: () => runRaw(model.session, batches),
    served: async () => {
      // Long enough that connecting and the last answers weigh little.
      const { answered, p99Ms } = await load.closed(node.target, connections, { seconds: 3 * seconds });
      p99s.push(p99Ms);
      return answered;
    },
    batch: async () => (await runRaw(model.session, full.slice(0, 5)), Math.min(5, full.length)),
  });
  const most = { raw, served, p99Ms: median(p99s), fullBatchMs: 1000 / batch };
  say(
    `${name}: raw ${raw.toFixed(1)}/s, served ${served.toFixed(1)}/s, p99 ${most.p99Ms.toFixed(0)} ms, ` +
      `a full batch (${batchTokens} tokens) ${most.fullBatchMs.toFixed(1)} ms`,
  );
  return most;
}

/** What the node counts of itself while 64 connections saturate it. */
export async function saturated(bench: Bench): Promise<{ checks: Check[]; row: Row }> {
  const { name, precision, node, load, seconds } = bench;
  const before = await node.metrics();
  const cpuBefore = cpuSeconds(node.pid);
  const { answered, failed, late, refused } = await load.closed(node.target, connections, {
    seconds: 5 * seconds,
  });
  const cpu = cpuSeconds(node.pid) - cpuBefore;
  const after = await node.metrics();
  const value = (metrics: Map<string, number>, metric: string) => metrics.get(metric) ?? Number.NaN;
  const since = (counter: string) => value(after, counter) - value(before, counter);
  const row = { model: name, precision, cpuSecondsPerMillion: Math.round((cpu / answered) * 1e6) };
  say(`${name}: ${row.cpuSecondsPerMillion} CPU seconds per million addresses`);
  const checks = [
    check(`node.padding_ratio_${name}`, since("tokens_padded_total") / since("tokens_real_total"), "<= 1.15"),
    check(`node.loop_delay_ms_p99_${name}`, value(after, "loop_delay_ms_p99"), "<= 5"),
    check(`node.failed_${name}`, failed + late + refused, "== 0"),
  ];
  return { checks, row };
}

/** Addresses/s as more connections ask; the worst against what fewer got. */
export async function ladder({ name, node, load, seconds }: Bench): Promise<Check> {
  const steps = [1, 4, 16, 64, 256];
  const arms = steps.map((count) => {
    const arm = async () => (await load.closed(node.target, count, { seconds: seconds / 2 })).answered;
    return [`c${count}`, arm] as const;
  });
  const rates = Object.values(await measure(Object.fromEntries(arms)));
  say(`${name}: ${steps.map((count, i) => `${count} connections ${rates[i]?.toFixed(0)}/s`).join(", ")}`);
  const kept = rates.slice(1).map((rate, i) => rate / Math.max(...rates.slice(0, i + 1)));
  return check(`node.kept_as_load_rises_${name}`, Math.min(...kept), ">= 0.9");
}
