import { measureRounds, median, ratio } from "../lib/arms.ts";
import { type Row, say } from "../lib/report.ts";
import { batchesOf, type OpenModel, stepArms } from "./arms.ts";
import { openPeak, type PeakPrecision } from "./peak.ts";
import { operationsOf, type Shape } from "./shapes.ts";

/** A model to measure; `atLeast` addresses at a time, in whole batches. Short arms want more rounds. */
export interface Measured {
  readonly name: string;
  readonly shape: Shape;
  readonly precision: PeakPrecision;
  readonly model: OpenModel;
  readonly atLeast: number;
  readonly rounds: number;
}

export interface Steps {
  readonly row: Row;
  /** Text to elements against bare runs of the same batches. */
  readonly wholeOverRun: number;
  /** Of the time from text to elements, what is not the run. */
  readonly outsideRunShare: number;
}

/** Addresses a second of each step from text to elements in batches of `size`, and how near the run is to the machine's peak. */
export async function measureSteps(measured: Measured, size: number, threads: number): Promise<Steps> {
  const { name, precision, model, atLeast, rounds } = measured;
  const count = Math.ceil(atLeast / size);
  const peak = await openPeak(precision, threads);
  const rates = await measureRounds({ ...(await stepArms(model, size, count)), peak: peak.arm }, rounds);
  await peak.session.dispose();
  const operations = operationsOfBatches(measured, size, count);
  const row = {
    model: name,
    precision,
    batch: size,
    tokenise: Math.round(median(rates.tokenise)),
    run: rounded(median(rates.run)),
    decode: Math.round(median(rates.decode)),
    whole: rounded(median(rates.whole)),
    gigaOperations: rounded((median(rates.run) * operations) / 1e9),
    ofPeak: rounded(ratio(rates.run, rates.peak) * operations),
  };
  say(Object.entries(row).flat().join(" "));
  return {
    row,
    wholeOverRun: ratio(rates.whole, rates.run),
    outsideRunShare: ratio(rates.whole, rates.tokenise) + ratio(rates.whole, rates.decode),
  };
}

/** Operations an address takes in these batches, padding included. */
function operationsOfBatches({ model, shape }: Measured, size: number, count: number): number {
  const { labels } = model.version;
  const all = batchesOf(model, size, count).map(
    ({ batch, sequence }) => batch * operationsOf(shape, sequence, labels.length),
  );
  return all.reduce((sum, operations) => sum + operations, 0) / (size * count);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
