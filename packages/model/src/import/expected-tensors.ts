import type { BertShape } from "../onnx/bert-graph.ts";
import { at } from "../version/json-checks.ts";
import type { TensorFile } from "./tensor-file.ts";

/** Name and shape of every tensor the text tagger needs. */
export function expectedTensors(s: BertShape): Map<string, readonly number[]> {
  const out = new Map<string, readonly number[]>();
  const linear = (name: string, rows: number, columns: number): void => {
    out.set(`${name}.weight`, [rows, columns]).set(`${name}.bias`, [rows]);
  };
  const norm = (name: string): void => {
    out.set(`${name}.weight`, [s.hidden]).set(`${name}.bias`, [s.hidden]);
  };
  const embeddings = "bert.text_encoder.embeddings";
  out.set(`${embeddings}.word_embeddings.weight`, [s.vocab, s.hidden]);
  out.set(`${embeddings}.position_embeddings.weight`, [s.maxPositions, s.hidden]);
  out.set(`${embeddings}.token_type_embeddings.weight`, [s.typeVocab, s.hidden]);
  norm(`${embeddings}.LayerNorm`);
  for (let i = 0; i < s.layers; i++) {
    const layer = `bert.text_encoder.encoder.layer.${i}`;
    for (const part of ["query", "key", "value"])
      linear(`${layer}.attention.self.${part}`, s.hidden, s.hidden);
    linear(`${layer}.attention.output.dense`, s.hidden, s.hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, s.ffn, s.hidden);
    linear(`${layer}.output.dense`, s.hidden, s.ffn);
    norm(`${layer}.output.LayerNorm`);
  }
  linear("classifier", s.labels, s.hidden);
  return out;
}

/**
 * Checks that every expected tensor is there with its shape; others (pooler, map parts of a multi-modal model) are
 * left alone. Throws ModelError('bad-model').
 */
export function checkTensors(file: TensorFile, shape: BertShape): void {
  const isPlainBert = !hasPrefix(file, "bert.text_encoder.") && hasPrefix(file, "bert.encoder.");
  if (isPlainBert) throw at(file.name, "tensor names", "the prefix bert.text_encoder.", "bert.");
  for (const [name, expected] of expectedTensors(shape)) {
    const found = file.shapes.get(name);
    if (String(found) !== String(expected)) throw at(file.name, name, `shape [${String(expected)}]`, found);
  }
}

function hasPrefix(file: TensorFile, prefix: string): boolean {
  return Array.from(file.shapes.keys()).some((name) => name.startsWith(prefix));
}
