import { measure, median } from "../lib/arms.ts";
import { check, type Found, say, type Check } from "../lib/report.ts";
import { type Bench, connections } from "./bench-node.ts";
import type { LoadResult } from "./load-messages.ts";
import type { Throughput } from "./throughput.ts";

const sloMs = 200;
const objectiveSeconds = 4;
/** At least this and six full batches. */
const overloadDeadlineMsMin = 1000;
const rounds = 5;

/** What a node that does nothing else adds to a run. */
export async function idleOverhead({ name, node, load, seconds }: Bench): Promise<Check> {
  const { overheadMsP50 } = await load.closed(node.target, 1, { seconds: 2 * seconds });
  return check(`node.idle_overhead_ms_p50_${name}`, overheadMsP50, "<= 0.5");
}

/** Requests that come by chance at half of saturation: the tail, in runs of one full batch. */
export async function halfLoad({ name, node, load, seconds }: Bench, most: Throughput): Promise<Check> {
  const p99s: number[] = [];
  for (let round = 0; round < rounds; round++) {
    p99s.push((await load.open(node.target, most.served / 2, { seconds: 2 * seconds })).p99Ms);
  }
  const p99Ms = median(p99s);
  say(`${name}: p99 ${p99Ms.toFixed(1)} ms at half of saturation`);
  return check(`node.p99_at_half_over_full_batch_${name}`, p99Ms / most.fullBatchMs, "<= 3");
}

/** The highest rate, in steps of the bare one, whose p99 keeps within the objective. */
export async function withinObjective(
  { name, node, load, seconds }: Bench,
  most: Throughput,
): Promise<Found> {
  const row = `node.slo_throughput_over_raw_${name}`;
  if (2 * most.fullBatchMs > sloMs) {
    const reason = `two full batches take ${(2 * most.fullBatchMs).toFixed(0)} ms here, the objective is ${sloMs} ms`;
    return { checks: [], absent: [{ name: row, reason }] };
  }
  for (const share of [0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.5, 0.4]) {
    const asked = await load.open(node.target, share * most.raw, { seconds: objectiveSeconds * seconds });
    say(`${name}: at ${share} of raw p99 ${asked.p99Ms.toFixed(0)} ms`);
    if (asked.p99Ms > sloMs || asked.failed + asked.refused + asked.late > 0) continue;
    // All were answered in time: the rate is the one at which they came.
    const rate = asked.answered / (objectiveSeconds * seconds);
    return { checks: [check(row, rate / most.raw, ">= 0.8")], absent: [] };
  }
  return { checks: [check(row, 0, ">= 0.8")], absent: [] };
}

/** Twice as many requests as can be answered, each with a deadline, in turn with saturation. */
export async function overload({ name, node, load, seconds }: Bench, most: Throughput): Promise<Check[]> {
  const deadlineMs = Math.ceil(Math.max(overloadDeadlineMsMin, 6 * most.fullBatchMs));
  const headers = { "x-deadline-ms": String(deadlineMs) };
  const loads: LoadResult[] = [];
  const rates = await measure({
    peak: async () => (await load.closed(node.target, connections, { seconds: 3 * seconds })).answered,
    twice: async () => {
      const result = await load.open(node.target, 2 * most.served, { seconds: 3 * seconds, headers });
      loads.push(result);
      return result.answered;
    },
  });
  const p99Ms = median(loads.map((asked) => asked.p99Ms));
  const refusing = loads.filter(({ refused }) => refused > 0);
  const refusalMs = median(refusing.map((asked) => asked.refusalMsP99));
  const refusalServerMs = median(refusing.map((asked) => asked.refusalServerMsP99));
  const clientDelayMs = median(loads.map((asked) => asked.loopDelayMsP99));
  const total = (of: (asked: LoadResult) => number) => loads.reduce((sum, asked) => sum + of(asked), 0);
  const late = total((asked) => asked.late);
  say(
    `${name}: at twice saturation, deadline ${deadlineMs} ms, p99 ${p99Ms.toFixed(0)} ms, ` +
      `answered ${total((asked) => asked.answered)}, late ${late}, refused ${total((asked) => asked.refused)}, ` +
      `failed ${total((asked) => asked.failed)}; the client's own loop delay p99 ${clientDelayMs.toFixed(1)} ms`,
  );
  return [
    check(`node.goodput_2x_${name}`, rates.twice / rates.peak, ">= 0.95"),
    check(`node.overload_p99_over_deadline_${name}`, p99Ms / deadlineMs, "<= 1"),
    check(`node.late_share_2x_${name}`, late / total((asked) => asked.answered + asked.late), "<= 0.01"),
    check(`node.refusal_ms_p99_${name}`, refusalMs, "<= 5"),
    check(`node.refusal_server_ms_p99_${name}`, refusalServerMs, "<= 5"),
  ];
}
