import { setTimeout as sleep } from "node:timers/promises";
import { check, type Check, say } from "../lib/report.ts";
import { type Bench, connections } from "./bench-node.ts";
import type { Throughput } from "./throughput.ts";

const loads = [0.2, 0.5, 0.8];
const secondsAtEach = 60;

/**
 * How far a node's own word for what it can do (`tokensPerSecondMax`: failover forecasts and admission rest on it) strays
 * from what it does when saturated in the same run, at loads below that: the worst reading of a minute at each.
 */
export async function capacityEstimate(bench: Bench, most: Throughput): Promise<Check[]> {
  const saturatedRate = await saturatedTokens(bench);
  const checks: Check[] = [];
  for (const part of loads) {
    const told = await readingsAt(bench, part * most.served);
    const errors = told.map((reading) => Math.abs(reading / saturatedRate - 1));
    const [least, greatest] = [Math.min(...told), Math.max(...told)].map(Math.round);
    say(
      `${bench.name}: at ${part * 100} % it says ${least} to ${greatest} tokens/s, ${Math.round(saturatedRate)} when saturated`,
    );
    checks.push(check(`node.capacity_error_${part * 100}_${bench.name}`, Math.max(...errors), "<= 0.25"));
  }
  return checks;
}

/** Padded tokens a second while 64 connections saturate it. */
async function saturatedTokens({ node, load, seconds }: Bench): Promise<number> {
  const total = async () => (await node.metrics()).get("tokens_padded_total") ?? Number.NaN;
  const [before, startedAt] = [await total(), performance.now()];
  await load.closed(node.target, connections, { seconds: 10 * seconds });
  return ((await total()) - before) / ((performance.now() - startedAt) / 1000);
}

/** One reading a second while requests come by chance at this rate. */
async function readingsAt({ node, load, seconds }: Bench, perSecond: number): Promise<number[]> {
  const readings: number[] = [];
  let isOver = false;
  const read = async () => {
    while (!isOver) {
      await sleep(1000);
      readings.push((await node.metrics()).get("tokens_per_second_max") ?? Number.NaN);
    }
  };
  const reading = read();
  await load
    .open(node.target, perSecond, { seconds: secondsAtEach * seconds })
    .finally(() => (isOver = true));
  await reading;
  return readings;
}
