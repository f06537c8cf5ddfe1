import { floatArithmetic } from "./arithmetic.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { GraphBuilder } from "./graph-builder.ts";

/** Arithmetic in float32 that also collects the smallest and largest value of what goes into each module. */
export interface RangeProbe extends Arithmetic {
  /** Modules in the order of their ranges. */
  readonly modules: readonly string[];
  /** Adds the output `ranges`, float32 [2 × modules]: minima, then maxima. */
  output(g: GraphBuilder): void;
}

export function rangeProbe(): RangeProbe {
  const inputs = new Map<string, string>();
  const modules: string[] = [];
  return {
    ...floatArithmetic("float32"),
    modules,
    left(_, module, x) {
      inputs.set(module, x);
      modules.push(module);
      return x;
    },
    output(g) {
      const axes = g.constant("int64", [0]);
      const all = ["ReduceMin", "ReduceMax"].flatMap((reduce) =>
        Array.from(inputs.values(), (x) => g.node("Unsqueeze", [g.node(reduce, [x], { keepdims: 0 }), axes])),
      );
      g.node("Concat", all, { axis: 0 }, "ranges");
      g.output("ranges", "float32", [all.length]);
    },
  };
}
