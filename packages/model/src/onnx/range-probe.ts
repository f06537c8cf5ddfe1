import { floatArithmetic } from "./arithmetic.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { GraphBuilder } from "./graph-builder.ts";

/** Arithmetic in float32 that also tells the smallest and largest value of each channel that goes into a module. */
export interface RangeProbe extends Arithmetic {
  readonly modules: readonly string[];
  /** Adds the outputs `<module>.minima` and `<module>.maxima`, float32 [channels]. */
  outputs(g: GraphBuilder): void;
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
    outputs(g) {
      for (const [module, x] of inputs) {
        for (const [reduce, name] of [["ReduceMin", "minima"] as const, ["ReduceMax", "maxima"] as const]) {
          g.node(reduce, [x], { axes: [0, 1], keepdims: 0 }, `${module}.${name}`);
          g.output(`${module}.${name}`, "float32", ["channels"]);
        }
      }
    },
  };
}
