import type { FloatTensor } from "../../onnx/graph-builder.ts";
import type { Tensors } from "./write-weights.ts";

type Matrix = readonly (readonly number[])[];

const ROOT = "bert.text_encoder";

/**
 * Logits [tokens][labels] of MGeo's text mode in plain loops over float64: the first `layers` layers, every token attended
 * to. Written from the formulas of BERT (Devlin et al., 2019), with nothing of the graph that it is compared with.
 */
export function plainBert(tensors: Tensors, ids: readonly number[], layers: number, heads: number): Matrix {
  const row = (name: string, index: number): number[] => {
    const { shape, data } = tensorOf(tensors, `${ROOT}.embeddings.${name}.weight`);
    const width = shape[1] as number;
    return Array.from(data.subarray(index * width, (index + 1) * width));
  };
  const embedded = ids.map((id, at) =>
    added([row("word_embeddings", id), row("position_embeddings", at), row("token_type_embeddings", 0)]),
  );
  let x: Matrix = norm(tensors, `${ROOT}.embeddings.LayerNorm`, embedded);
  for (let i = 0; i < layers; i++) x = encoderLayer(tensors, `${ROOT}.encoder.layer.${i}`, x, heads);
  return linear(tensors, "classifier", x);
}

function encoderLayer(tensors: Tensors, name: string, x: Matrix, heads: number): Matrix {
  const [query, key, value] = ["query", "key", "value"].map((part) =>
    linear(tensors, `${name}.attention.self.${part}`, x),
  ) as [Matrix, Matrix, Matrix];
  const mixed = linear(tensors, `${name}.attention.output.dense`, attention(query, key, value, heads));
  const y = norm(tensors, `${name}.attention.output.LayerNorm`, sumOfBoth(mixed, x));
  const wide = linear(tensors, `${name}.intermediate.dense`, y).map((values) => values.map(gelu));
  const narrow = linear(tensors, `${name}.output.dense`, wide);
  return norm(tensors, `${name}.output.LayerNorm`, sumOfBoth(narrow, y));
}

function tensorOf(tensors: Tensors, name: string): FloatTensor {
  const found = tensors.get(name);
  if (!found) throw new Error(`no tensor ${name}`);
  return found;
}

function linear(tensors: Tensors, name: string, x: Matrix): Matrix {
  const [weight, bias] = [tensorOf(tensors, `${name}.weight`).data, tensorOf(tensors, `${name}.bias`).data];
  return x.map((values) =>
    Array.from(bias, (b, out) =>
      values.reduce((sum, value, i) => sum + value * (weight[out * values.length + i] as number), b),
    ),
  );
}

function norm(tensors: Tensors, name: string, x: Matrix): Matrix {
  const [weight, bias] = [tensorOf(tensors, `${name}.weight`).data, tensorOf(tensors, `${name}.bias`).data];
  return x.map((values) => {
    const mean = sumOf(values) / values.length;
    const deviation = Math.sqrt(sumOf(values.map((v) => (v - mean) ** 2)) / values.length + 1e-12);
    return values.map((v, i) => ((v - mean) / deviation) * (weight[i] as number) + (bias[i] as number));
  });
}

function sumOfBoth(a: Matrix, b: Matrix): Matrix {
  return a.map((values, t) => added([values, b[t] as number[]]));
}

function attention(query: Matrix, key: Matrix, value: Matrix, heads: number): Matrix {
  return query.map((q) => {
    const size = q.length / heads;
    const part = (values: readonly number[], head: number): readonly number[] =>
      values.slice(head * size, (head + 1) * size);
    return Array.from({ length: heads }, (_, head) => {
      const scores = key.map((k) => dot(part(q, head), part(k, head)) / Math.sqrt(size));
      const weights = scores.map((score) => Math.exp(score - Math.max(...scores)));
      const total = sumOf(weights);
      return added(value.map((v, t) => part(v, head).map((n) => (n * (weights[t] as number)) / total)));
    }).flat();
  });
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return sumOf(a.map((value, i) => value * (b[i] as number)));
}

function added(rows: Matrix): number[] {
  return (rows[0] as number[]).map((_, i) => sumOf(rows.map((row) => row[i] as number)));
}

function gelu(x: number): number {
  return (x / 2) * (1 + erf(x / Math.SQRT2));
}

/** Its Taylor series, to float64's precision for |x| ≤ 5; beyond, 1 to 12 digits. */
function erf(x: number): number {
  if (Math.abs(x) > 5) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
