import { paddedLength } from "@meridian/model";

export type PaddedBatch = {
  rows: number;
  /** Tokens per row, padding included. */
  width: number;
  /** Row by row, `rows × width`; padding is 0. */
  ids: Int32Array;
  /** Real tokens of each row. */
  lengths: Int32Array;
};

/** The upper and the lower rows of a batch of two and more. */
export function halvesOf({ rows, width, ids, lengths }: PaddedBatch): PaddedBatch[] {
  const cut = Math.ceil(rows / 2);
  return [
    { rows: cut, width, ids: ids.slice(0, cut * width), lengths: lengths.slice(0, cut) },
    { rows: rows - cut, width, ids: ids.slice(cut * width), lengths: lengths.slice(cut) },
  ];
}

/** Lays sequences out as one batch as wide as its longest needs. */
export function padBatch(sequences: readonly Int32Array[], padId: number, widthMax: number): PaddedBatch {
  const longest = sequences.reduce((max, { length }) => Math.max(max, length), 1);
  const width = paddedLength(longest, widthMax);
  const ids = new Int32Array(sequences.length * width).fill(padId);
  sequences.forEach((sequence, row) => ids.set(sequence, row * width));
  return { rows: sequences.length, width, ids, lengths: Int32Array.from(sequences, ({ length }) => length) };
}
