import { packBatch, paddedLength } from "@meridian/model";
import type { SessionBatch } from "@meridian/model/session";
import { distinctText } from "../lib/texts.ts";
import type { OpenModel } from "../model/arms.ts";

/** Addresses among which neighbours in length are found: as many as wait when 64 connections ask. */
const windowLength = 64;

/** The batches that a node would form of the same texts at best: full, of nearest lengths. */
export function fullBatches({ encoder }: OpenModel, tokensMax: number, windows: number): SessionBatch[] {
  return Array.from({ length: windows }, (_, window) => {
    const texts = Array.from({ length: windowLength }, (_, i) => distinctText(window * windowLength + i));
    const rows = texts.map((text) => encoder.encode(text)).toSorted((a, b) => a.ids.length - b.ids.length);
    return inBatches(rows, tokensMax).map((batch) => packBatch(batch, encoder.padId));
  }).flat();
}

/** Cuts rows, the shortest first, where one more would exceed the budget. */
function inBatches<Row extends { ids: Int32Array }>(rows: Row[], tokensMax: number): Row[][] {
  const batches: Row[][] = [];
  let batch: Row[] = [];
  for (const row of rows) {
    if (batch.length > 0 && paddedLength(row.ids.length) * (batch.length + 1) > tokensMax) {
      batches.push(batch);
      batch = [];
    }
    batch.push(row);
  }
  return [...batches, batch];
}
