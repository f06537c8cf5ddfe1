import type { Arithmetic } from "./arithmetic.ts";
import { floatArithmetic } from "./arithmetic.ts";
import type { FloatTensor } from "./graph-builder.ts";
import { GraphBuilder } from "./graph-builder.ts";

/** What the graph needs to know of a checkpoint. */
export interface BertShape {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly ffn: number;
  readonly maxPositions: number;
  readonly vocab: number;
  readonly typeVocab: number;
  readonly labels: number;
  readonly layerNormEps: number;
}

/** Gives the tensor of an MGeo name. */
export type TensorSource = (name: string) => FloatTensor;

/** What every part of the graph is built with. */
interface Build {
  readonly g: GraphBuilder;
  readonly shape: BertShape;
  readonly tensor: TensorSource;
  readonly arithmetic: Arithmetic;
}

const ROOT = "bert.text_encoder";
const CAST_TO = { float32: 1, float16: 10 } as const;

/**
 * MGeo's tagger as an ONNX model, opset 17: `input_ids` and `attention_mask`, int32 [batch, sequence] → `logits`,
 * float32 [batch, sequence, labels]. Initializers keep MGeo's names; weights of linear layers are stored transposed,
 * [in, out], as MatMul takes them.
 * @param addOutputs adds further outputs at the end.
 * @returns the file's chunks.
 */
export function bertGraph(
  shape: BertShape,
  tensor: TensorSource,
  arithmetic: Arithmetic = floatArithmetic("float32"),
  addOutputs: (g: GraphBuilder) => void = () => undefined,
): readonly Uint8Array[] {
  const g = new GraphBuilder();
  const build = { g, shape, tensor, arithmetic };
  const axes = ["batch", "sequence"];
  const ids = g.input("input_ids", "int32", axes);
  const mask = g.input("attention_mask", "int32", axes);
  const bias = maskBias(build, mask);
  let x = embeddings(build, ids);
  for (let i = 0; i < shape.layers; i++) x = encoderLayer(build, `${ROOT}.encoder.layer.${i}`, x, bias);
  classifier(build, x);
  g.output("logits", "float32", [...axes, shape.labels]);
  addOutputs(g);
  return g.model("mgeo_token_classification");
}

/** (1 - mask) × -10000, broadcast over heads and queries, as MGeo adds it before the softmax. */
function maskBias({ g, arithmetic: { float } }: Build, mask: string): string {
  const wide = g.node("Unsqueeze", [mask, g.constant("int64", [1, 2])]);
  const given = g.node("Cast", [wide], { to: CAST_TO[float] });
  const inverse = g.node("Sub", [g.constant(float, 1), given]);
  return g.node("Mul", [inverse, g.constant(float, -10000)]);
}

/** Word + position (always 0..T-1) + token type (always 0), then LayerNorm. */
function embeddings(build: Build, ids: string): string {
  const { g, tensor, arithmetic } = build;
  const name = (part: string): string => `${ROOT}.embeddings.${part}.weight`;
  const table = (part: string): string => g.initializer(name(part), tensor(name(part)), arithmetic.float);
  const words = arithmetic.rows(g, name("word_embeddings"), tensor(name("word_embeddings")), ids);
  const length = g.node("Slice", [
    g.node("Shape", [ids]),
    g.constant("int64", [1]),
    g.constant("int64", [2]),
  ]);
  const positions = g.node("Slice", [table("position_embeddings"), g.constant("int64", [0]), length]);
  const type = g.node("Gather", [table("token_type_embeddings"), g.constant("int64", 0)], { axis: 0 });
  const sum = g.node("Add", [g.node("Add", [words, positions]), type]);
  return layerNorm(build, `${ROOT}.embeddings.LayerNorm`, sum);
}

function encoderLayer(build: Build, layer: string, x: string, bias: string): string {
  const { g } = build;
  const product = (module: string, input: string): string =>
    linear(build, module, `${module}.dense`, left(build, module, ["dense"], input));
  const context = attention(build, `${layer}.attention.self`, x, bias);
  const attended = product(`${layer}.attention.output`, context);
  const y = layerNorm(build, `${layer}.attention.output.LayerNorm`, g.node("Add", [attended, x]));
  const wide = gelu(build, product(`${layer}.intermediate`, y));
  const narrow = product(`${layer}.output`, wide);
  return layerNorm(build, `${layer}.output.LayerNorm`, g.node("Add", [narrow, y]));
}

function attention(build: Build, name: string, x: string, bias: string): string {
  const { g, shape, arithmetic } = build;
  const size = shape.hidden / shape.heads;
  const split = g.constant("int64", [0, 0, shape.heads, size]);
  const input = left(build, name, ["query", "key", "value"], x);
  const heads = (part: string, perm: number[]): string =>
    g.node("Transpose", [g.node("Reshape", [linear(build, name, `${name}.${part}`, input), split])], {
      perm,
    });
  const query = heads("query", [0, 2, 1, 3]);
  const key = heads("key", [0, 2, 3, 1]);
  const value = heads("value", [0, 2, 1, 3]);
  const scores = g.node("MatMul", [query, key]);
  const scaled = g.node("Div", [scores, g.constant(arithmetic.float, Math.sqrt(size))]);
  const weights = g.node("Softmax", [g.node("Add", [scaled, bias])], { axis: 3 });
  const mixed = g.node("Transpose", [g.node("MatMul", [weights, value])], { perm: [0, 2, 1, 3] });
  return g.node("Reshape", [mixed, g.constant("int64", [0, 0, shape.hidden])]);
}

/** The head stays out of `arithmetic.right`: it is small, and every answer hangs on its logits. */
function classifier(build: Build, x: string): void {
  const { g, tensor, arithmetic } = build;
  const weight = floatArithmetic(arithmetic.float).right(
    g,
    "classifier",
    "classifier.weight",
    tensor("classifier.weight"),
  );
  const bias = g.initializer("classifier.bias", tensor("classifier.bias"), arithmetic.float);
  const isFloat32 = arithmetic.float === "float32";
  const logits = g.node("Add", [g.node("MatMul", [x, weight]), bias], {}, isFloat32 ? "logits" : "");
  if (!isFloat32) g.node("Cast", [logits], { to: CAST_TO.float32 }, "logits");
}

/** The input of a module's linear layers as their products take it. */
function left({ g, tensor, arithmetic }: Build, module: string, parts: readonly string[], x: string): string {
  const weights = parts.map((part) => tensor(`${module}.${part}.weight`));
  return arithmetic.left(g, module, x, weights);
}

/** `input` is what `left` made of the module's input. */
function linear({ g, tensor, arithmetic }: Build, module: string, name: string, input: string): string {
  const weight = arithmetic.right(g, module, `${name}.weight`, tensor(`${name}.weight`));
  const bias = g.initializer(`${name}.bias`, tensor(`${name}.bias`), arithmetic.float);
  return g.node("Add", [g.node("MatMul", [input, weight]), bias]);
}

function layerNorm({ g, shape, tensor, arithmetic }: Build, name: string, x: string): string {
  const parameter = (part: string): string =>
    g.initializer(`${name}.${part}`, tensor(`${name}.${part}`), arithmetic.float);
  const inputs = [x, parameter("weight"), parameter("bias")];
  return g.node("LayerNormalization", inputs, { axis: 2, epsilon: { float: shape.layerNormEps } });
}

/** x/2 × (1 + erf(x/√2)), in the order that the runtime recognises and fuses. */
function gelu({ g, arithmetic: { float } }: Build, x: string): string {
  const erf = g.node("Erf", [g.node("Div", [x, g.constant(float, Math.SQRT2)])]);
  const factor = g.node("Add", [erf, g.constant(float, 1)]);
  return g.node("Mul", [g.node("Mul", [x, factor]), g.constant(float, 0.5)]);
}
