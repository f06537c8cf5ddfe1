import type { Precision } from "@meridian/contracts/fleet";
import type { EngineFigures, EngineLayout, SelfBenchmark } from "@meridian/contracts/wire";
import type { Clock } from "../../clock.ts";
import { latencyLayout, throughputLayout } from "../engine/engine-layout.ts";
import type { EnginePool } from "../engine/engine-pool.ts";
import { padBatch, type PaddedBatch } from "../queue/padding.ts";

/** No further arrangement is begun when it would end after this. */
const totalMsMax = 5000;
const fullMs = 600;
const aloneRuns = 9;
/** Tokens of a usual address, padded. */
const usualWidth = 24;
/** Two engines hold two copies of the weights and take longer over one request, so they must gain at least this. */
const throughputGainMin = 1.1;

export type BenchmarkOptions = {
  cores: number;
  /** Padded tokens of a full batch. */
  batchTokens: number;
  /** The one that is desired first, then what else the folder has. */
  precisions: readonly Precision[];
  clock: Clock;
  open: (precision: Precision, layout: EngineLayout) => Promise<EnginePool>;
};

/** Measures the layouts, then the other precisions in the better one. Throws when the desired one cannot be opened. */
export async function selfBenchmark(options: BenchmarkOptions): Promise<SelfBenchmark> {
  const { clock, cores, precisions } = options;
  const from = clock.now();
  const [desired, ...others] = precisions;
  if (!desired) throw new Error("expected at least the desired precision");
  const latency = await measure(options, desired, latencyLayout(cores));
  const measured = [latency.figures];
  const hasTimeLeft = () => (clock.now() - from) * (1 + 1 / measured.length) <= totalMsMax;
  // A GPU runs one batch at a time: a second engine would only hold a second copy of the weights.
  const layouts = latency.provider === "cpu" && cores > 1 ? [throughputLayout(cores)] : [];
  for (const layout of layouts) {
    if (hasTimeLeft()) measured.push((await measure(options, desired, layout)).figures);
  }
  const layout = betterOf(measured);
  for (const precision of others) {
    if (hasTimeLeft()) measured.push((await measure(options, precision, layout)).figures);
  }
  const best = measured.filter(({ engines }) => engines === layout.engines);
  return { measured, proposed: best.reduce((a, b) => (b.addressesPerSecond > a.addressesPerSecond ? b : a)) };
}

/** The layout for the desired precision: the first unless another does clearly more. */
export function betterOf([first, ...others]: readonly EngineFigures[]): EngineFigures {
  if (!first) throw new Error("expected figures");
  return others.reduce(
    (best, figures) =>
      figures.addressesPerSecond >= best.addressesPerSecond * throughputGainMin ? figures : best,
    first,
  );
}

async function measure(options: BenchmarkOptions, precision: Precision, layout: EngineLayout) {
  const pool = await options.open(precision, layout);
  try {
    const aloneMs = await timeAlone(pool);
    const addressesPerSecond = await countFull(pool, options);
    const figures: EngineFigures = { ...layout, precision, addressesPerSecond, aloneMs };
    return { figures, provider: pool.provider?.provider };
  } finally {
    pool.close();
  }
}

/** Median run of one usual address. */
async function timeAlone(pool: EnginePool): Promise<number> {
  const batch = batchOf(1);
  await pool.runOnEach(batch);
  const times: number[] = [];
  for (let i = 0; i < aloneRuns; i++) times.push((await pool.run(batch, 0)).runMs);
  return times.sort((a, b) => a - b)[aloneRuns >> 1] ?? 0;
}

/** Rows a second in full batches, two queued at each engine as under load. */
async function countFull(pool: EnginePool, { clock, batchTokens }: BenchmarkOptions): Promise<number> {
  const batch = batchOf(Math.max(1, Math.floor(batchTokens / usualWidth)));
  await pool.runOnEach(batch);
  const from = clock.now();
  let rows = 0;
  const lane = async () => {
    while (clock.now() - from < fullMs) {
      await pool.run(batch, 0);
      rows += batch.rows;
    }
  };
  await Promise.all(Array.from({ length: 2 * pool.size }, lane));
  return rows / ((clock.now() - from) / 1000);
}

function batchOf(rows: number): PaddedBatch {
  const row = new Int32Array(usualWidth);
  return padBatch(
    Array.from({ length: rows }, () => row),
    0,
    usualWidth,
  );
}
