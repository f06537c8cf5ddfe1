import type { FloatTensor } from "./graph-builder.ts";

/** Smallest and largest value that each channel of a tensor took. */
export interface ChannelRanges {
  readonly minima: Float32Array;
  readonly maxima: Float32Array;
}

/** Smallest and largest value that a tensor took. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** An affine 8-bit scale: value = (code - zeroPoint) × scale, codes 0 to 255. */
export interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The scale that spans a range and represents 0 exactly. */
export function affineOf({ min, max }: Range): Affine {
  const [low, high] = [Math.min(0, min), Math.max(0, max)];
  const scale = Math.fround((high - low) / 255) || 1;
  return { scale, zeroPoint: Math.min(255, Math.max(0, Math.round(-low / scale))) };
}

// Keeps channels that are never used, or never anything but 0, from dividing by 0.
const MAGNITUDE_MIN = 1e-5;

/**
 * What to divide each channel of an input by, and multiply the weights' columns by, so that neither side holds values
 * much larger than the rest: √(largest input / largest weight) (SmoothQuant, Xiao et al. 2023, α = ½). One channel that
 * is always large, as BERT has them, would otherwise leave all others a few of the 256 codes.
 */
export function balance({ minima, maxima }: ChannelRanges, weights: readonly FloatTensor[]): Float32Array {
  const largest = minima.map((min, i) => Math.max(-min, maxima[i] as number, MAGNITUDE_MIN));
  const columns = new Float32Array(minima.length).fill(MAGNITUDE_MIN);
  for (const { data } of weights) {
    data.forEach((x, i) => {
      const column = i % columns.length;
      if (Math.abs(x) > (columns[column] as number)) columns[column] = Math.abs(x);
    });
  }
  return largest.map((x, i) => Math.sqrt(x / (columns[i] as number)));
}

/** A matrix in signed 8-bit codes with one scale per row: value = code × scale. */
export interface QuantizedRows {
  readonly codes: Int8Array;
  readonly scales: Float32Array;
}

/** Quantises each row of a matrix [rows, columns] so that its own largest magnitude becomes `largestCode`. */
export function quantizeRows({ shape, data }: FloatTensor, largestCode: number): QuantizedRows {
  const [rows = 0, columns = 0] = shape;
  const codes = new Int8Array(data.length);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * columns, (r + 1) * columns);
    const largest = row.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
    const scale = Math.fround(largest / largestCode) || 1;
    scales[r] = scale;
    row.forEach((x, c) => {
      codes[r * columns + c] = Math.max(-largestCode, Math.min(largestCode, Math.round(x / scale)));
    });
  }
  return { codes, scales };
}

/** A matrix [rows, columns] laid out as [columns, rows]. */
export function transpose<T extends Float32Array | Int8Array>(data: T, rows: number, columns: number): T {
  const out = data.slice() as T;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c] as number;
  }
  return out;
}
