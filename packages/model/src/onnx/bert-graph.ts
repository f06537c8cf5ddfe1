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

const ROOT = "bert.text_encoder";

/**
 * MGeo's tagger as an ONNX model, opset 17: `input_ids` and `attention_mask`, int32 [batch, sequence] → `logits`,
 * float32 [batch, sequence, labels]. Initializers keep MGeo's names; weights of linear layers are stored transposed,
 * [in, out], as MatMul takes them. Returns the file's chunks.
 */
export function bertGraph(shape: BertShape, tensor: TensorSource): readonly Uint8Array[] {
  const g = new GraphBuilder();
  const axes = ["batch", "sequence"];
  const ids = g.input("input_ids", "int32", axes);
  const mask = g.input("attention_mask", "int32", axes);
  const bias = maskBias(g, mask);
  let x = embeddings(g, shape, tensor, ids);
  for (let i = 0; i < shape.layers; i++)
    x = encoderLayer(g, shape, tensor, `${ROOT}.encoder.layer.${i}`, x, bias);
  linear(g, tensor, "classifier", x, "logits");
  g.output("logits", "float32", [...axes, shape.labels]);
  return g.model("mgeo_token_classification");
}

/** (1 - mask) × -10000, broadcast over heads and queries, as MGeo adds it before the softmax. */
function maskBias(g: GraphBuilder, mask: string): string {
  const wide = g.node("Unsqueeze", [mask, g.constant("int64", [1, 2])]);
  const float = g.node("Cast", [wide], { to: 1 });
  const inverse = g.node("Sub", [g.constant("float32", 1), float]);
  return g.node("Mul", [inverse, g.constant("float32", -10000)]);
}

/** Word + position (always 0..T-1) + token type (always 0), then LayerNorm. */
function embeddings(g: GraphBuilder, shape: BertShape, tensor: TensorSource, ids: string): string {
  const name = (part: string): string => `${ROOT}.embeddings.${part}.weight`;
  const table = (part: string): string => g.initializer(name(part), tensor(name(part)));
  const words = g.node("Gather", [table("word_embeddings"), ids], { axis: 0 });
  const length = g.node("Slice", [
    g.node("Shape", [ids]),
    g.constant("int64", [1]),
    g.constant("int64", [2]),
  ]);
  const positions = g.node("Slice", [table("position_embeddings"), g.constant("int64", [0]), length]);
  const type = g.node("Gather", [table("token_type_embeddings"), g.constant("int64", 0)], { axis: 0 });
  const sum = g.node("Add", [g.node("Add", [words, positions]), type]);
  return layerNorm(g, shape, tensor, `${ROOT}.embeddings.LayerNorm`, sum);
}

function encoderLayer(
  g: GraphBuilder,
  shape: BertShape,
  tensor: TensorSource,
  layer: string,
  x: string,
  bias: string,
): string {
  const context = attention(g, shape, tensor, `${layer}.attention.self`, x, bias);
  const attended = linear(g, tensor, `${layer}.attention.output.dense`, context);
  const y = layerNorm(g, shape, tensor, `${layer}.attention.output.LayerNorm`, g.node("Add", [attended, x]));
  const wide = gelu(g, linear(g, tensor, `${layer}.intermediate.dense`, y));
  const narrow = linear(g, tensor, `${layer}.output.dense`, wide);
  return layerNorm(g, shape, tensor, `${layer}.output.LayerNorm`, g.node("Add", [narrow, y]));
}

function attention(
  g: GraphBuilder,
  shape: BertShape,
  tensor: TensorSource,
  name: string,
  x: string,
  bias: string,
): string {
  const size = shape.hidden / shape.heads;
  const split = g.constant("int64", [0, 0, shape.heads, size]);
  const heads = (part: string, perm: number[]): string =>
    g.node("Transpose", [g.node("Reshape", [linear(g, tensor, `${name}.${part}`, x), split])], { perm });
  const query = heads("query", [0, 2, 1, 3]);
  const key = heads("key", [0, 2, 3, 1]);
  const value = heads("value", [0, 2, 1, 3]);
  const scaled = g.node("Div", [g.node("MatMul", [query, key]), g.constant("float32", Math.sqrt(size))]);
  const weights = g.node("Softmax", [g.node("Add", [scaled, bias])], { axis: 3 });
  const mixed = g.node("Transpose", [g.node("MatMul", [weights, value])], { perm: [0, 2, 1, 3] });
  return g.node("Reshape", [mixed, g.constant("int64", [0, 0, shape.hidden])]);
}

function linear(g: GraphBuilder, tensor: TensorSource, name: string, x: string, output = ""): string {
  const weight = g.initializer(`${name}.weight`, transposed(tensor(`${name}.weight`)));
  const bias = g.initializer(`${name}.bias`, tensor(`${name}.bias`));
  return g.node("Add", [g.node("MatMul", [x, weight]), bias], {}, output);
}

function layerNorm(g: GraphBuilder, shape: BertShape, tensor: TensorSource, name: string, x: string): string {
  const weight = g.initializer(`${name}.weight`, tensor(`${name}.weight`));
  const bias = g.initializer(`${name}.bias`, tensor(`${name}.bias`));
  return g.node("LayerNormalization", [x, weight, bias], { axis: 2, epsilon: { float: shape.layerNormEps } });
}

/** x/2 × (1 + erf(x/√2)), in the order that the runtime recognises and fuses. */
function gelu(g: GraphBuilder, x: string): string {
  const erf = g.node("Erf", [g.node("Div", [x, g.constant("float32", Math.SQRT2)])]);
  const factor = g.node("Add", [erf, g.constant("float32", 1)]);
  return g.node("Mul", [g.node("Mul", [x, factor]), g.constant("float32", 0.5)]);
}

function transposed({ shape, data }: FloatTensor): FloatTensor {
  const [rows = 0, columns = 0] = shape;
  const out = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c] as number;
  }
  return { shape: [columns, rows], data: out };
}
