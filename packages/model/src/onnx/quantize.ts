import type { FloatTensor } from "./graph-builder.ts";

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
