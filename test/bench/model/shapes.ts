/** Of a tagger: what its speed depends on. */
export interface Shape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly ffn: number;
  readonly positions: number;
  readonly vocabulary: number;
}

export const mgeoShape: Shape = {
  layers: 12,
  hidden: 768,
  heads: 12,
  ffn: 3072,
  positions: 512,
  vocabulary: 21_128,
};

export const compactShape: Shape = {
  layers: 4,
  hidden: 256,
  heads: 4,
  ffn: 1024,
  positions: 128,
  vocabulary: 2556,
};

/** Operations of the products in one padded row, a multiplication and an addition counted as two. */
export function operationsOf({ layers, hidden, ffn }: Shape, tokens: number, labels: number): number {
  const linear = layers * (4 * hidden ** 2 + 2 * hidden * ffn) + hidden * labels;
  return 2 * tokens * linear + 4 * layers * tokens ** 2 * hidden;
}
