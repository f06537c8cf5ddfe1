import { ModelError } from "../model-error.ts";
import type { Arithmetic } from "./arithmetic.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { Affine, ChannelRanges, Range } from "./quantize.ts";
import { affineOf, balance, quantizeRows, transpose } from "./quantize.ts";

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
export function int8Arithmetic(ranges: ReadonlyMap<string, ChannelRanges>): Arithmetic {
  const divisors = new Map<string, Float32Array>();
  return {
    float: "float32",
    rows(g, name, table, ids) {
      const { codes, scales } = quantizeRows(table, ROW_CODE_MAX);
      const rows = g.node("Gather", [g.tensor(name, "int8", table.shape, codes), ids], { axis: 0 });
      const column = g.tensor(`${name}_scale`, "float32", [scales.length, 1], scales);
      const scale = g.node("Gather", [column, ids], { axis: 0 });
      return g.node("Mul", [g.node("Cast", [rows], { to: 1 }), scale]);
    },
    left(g, module, x, weights) {
      const channels = present(module, ranges.get(module));
      const divisor = balance(channels, weights);
      divisors.set(module, divisor);
      const factor = g.tensor(
        `${module}.input_factor`,
        "float32",
        [divisor.length],
        divisor.map((d) => 1 / d),
      );
      const parameters = scaleOf(g, module, affineOf(rangeOf(channels, divisor)));
      const codes = g.node("QuantizeLinear", [g.node("Mul", [x, factor]), ...parameters]);
      return g.node("DequantizeLinear", [codes, ...parameters]);
    },
    right(g, module, name, { shape, data }) {
      const [out = 0, into = 0] = shape;
      const divisor = present(module, divisors.get(module));
      const balanced = data.map((x, i) => x * (divisor[i % into] as number));
      const { codes, scales } = quantizeRows({ shape, data: balanced }, WEIGHT_CODE_MAX);
      const inputs = [
        g.tensor(name, "int8", [into, out], transpose(codes, out, into)),
        g.tensor(`${name}_scale`, "float32", [out], scales),
        g.tensor(`${name}_zero_point`, "int8", [out], new Int8Array(out)),
      ];
      return g.node("DequantizeLinear", inputs, { axis: 1 });
    },
  };
}

function present<T>(module: string, value: T | undefined): T {
  if (value === undefined)
    throw new ModelError("bad-input", `No range is known for what goes into ${module}.`);
  return value;
}

/** Of all channels together, each divided by its divisor. */
function rangeOf({ minima, maxima }: ChannelRanges, divisor: Float32Array): Range {
  return {
    min: divisor.reduce((min, d, i) => Math.min(min, (minima[i] as number) / d), 0),
    max: divisor.reduce((max, d, i) => Math.max(max, (maxima[i] as number) / d), 0),
  };
}

function scaleOf(g: GraphBuilder, module: string, { scale, zeroPoint }: Affine): [string, string] {
  return [
    g.tensor(`${module}.input_scale`, "float32", [], Float32Array.of(scale)),
    g.tensor(`${module}.input_zero_point`, "uint8", [], Uint8Array.of(zeroPoint)),
  ];
}
