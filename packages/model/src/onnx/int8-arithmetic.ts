import { ModelError } from "../model-error.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { Affine, Range } from "./quantize.ts";
import { affineOf, quantizeRows, transpose } from "./quantize.ts";

const ROW_CODE_MAX = 127;
/**
 * x86 without VNNI adds two products of unsigned and signed bytes in 16 bits: 2 × 255 × 63 fits, 2 × 255 × 127 would
 * saturate silently. With one bit less every machine gives the same sums at full speed.
 */
const WEIGHT_CODE_MAX = 63;

/**
 * Static 8-bit products (unsigned activations × signed weights, one scale per output channel), as pairs of
 * QuantizeLinear and DequantizeLinear that the runtime fuses with MatMul. The scales of activations come from `ranges`
 * by module and never from the batch at hand, so that a row's answer does not depend on its batch-mates.
 */
export function int8Arithmetic(ranges: ReadonlyMap<string, Range>): Arithmetic {
  return {
    float: "float32",
    rows(g, name, table, ids) {
      const { codes, scales } = quantizeRows(table, ROW_CODE_MAX);
      const rows = g.node("Gather", [g.tensor(name, "int8", table.shape, codes), ids], { axis: 0 });
      const column = g.tensor(`${name}_scale`, "float32", [scales.length, 1], scales);
      const scale = g.node("Gather", [column, ids], { axis: 0 });
      return g.node("Mul", [g.node("Cast", [rows], { to: 1 }), scale]);
    },
    left(g, module, x) {
      const range = ranges.get(module);
      if (!range) throw new ModelError("bad-input", `No range is known for what goes into ${module}.`);
      const parameters = scaleOf(g, module, affineOf(range));
      return g.node("DequantizeLinear", [g.node("QuantizeLinear", [x, ...parameters]), ...parameters]);
    },
    right(g, name, weight) {
      const [out = 0, into = 0] = weight.shape;
      const { codes, scales } = quantizeRows(weight, WEIGHT_CODE_MAX);
      const inputs = [
        g.tensor(name, "int8", [into, out], transpose(codes, out, into)),
        g.tensor(`${name}_scale`, "float32", [out], scales),
        g.tensor(`${name}_zero_point`, "int8", [out], new Int8Array(out)),
      ];
      return g.node("DequantizeLinear", inputs, { axis: 1 });
    },
  };
}

function scaleOf(g: GraphBuilder, module: string, { scale, zeroPoint }: Affine): [string, string] {
  return [
    g.tensor(`${module}.input_scale`, "float32", [], Float32Array.of(scale)),
    g.tensor(`${module}.input_zero_point`, "uint8", [], Uint8Array.of(zeroPoint)),
  ];
}
