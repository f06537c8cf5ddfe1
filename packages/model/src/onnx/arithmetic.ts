import type { FloatTensor, GraphBuilder } from "./graph-builder.ts";
import { transpose } from "./quantize.ts";

export type FloatType = "float32" | "float16";

/** How a graph stores its weights and computes its products: everything in which the precisions differ. */
export interface Arithmetic {
  /** The type of all that is not quantised. */
  readonly float: FloatType;
  /** The rows `ids` of an embedding table. */
  rows(g: GraphBuilder, name: string, table: FloatTensor, ids: string): string;
  /** `x` as the left side of the linear layers of `module`, whose weights [out, in] are `weights`. */
  left(g: GraphBuilder, module: string, x: string, weights: readonly FloatTensor[]): string;
  /** A weight [out, in] of `module`, after its `left`, as the right side of its product, [in, out]. */
  right(g: GraphBuilder, module: string, name: string, weight: FloatTensor): string;
}

/** Weights as they are, rounded to the type. */
export function floatArithmetic(float: FloatType): Arithmetic {
  return {
    float,
    rows: (g, name, table, ids) => g.node("Gather", [g.initializer(name, table, float), ids], { axis: 0 }),
    left: (_, __, x) => x,
    right(g, _, name, { shape, data }) {
      const [out = 0, into = 0] = shape;
      return g.initializer(name, { shape: [into, out], data: transpose(data, out, into) }, float);
    },
  };
}
