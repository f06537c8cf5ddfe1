import type { BertShape } from "../onnx/bert-graph.ts";
import { at } from "../version/json-checks.ts";
import type { TensorFile } from "./weights/tensor-file.ts";

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

/** Parts that released checkpoints carry besides, which text tagging does not run. */
const UNUSED = /(^|\.)(position_ids|pooler|crossattention|gis_?\w*)(\.|$)|^cls\./u;

/**
 * Checks that every expected tensor is there with its shape, and that all others are parts known to be unused.
 * @param storedLayers layers that the weights hold; those that text does not run through are unused.
 * @returns the names of those others, sorted.
 * @throws ModelError('bad-model') naming the first tensor that is missing, of another shape, or unknown.
 */
export function checkTensors(file: TensorFile, shape: BertShape, storedLayers: number): readonly string[] {
  const head = "classifier.weight";
  if (!file.shapes.has(head)) {
    const size = `[${shape.labels},${shape.hidden}]`;
    throw at(file.name, head, `the tagging head, shape ${size}`, "a model without one");
  }
  const expected = expectedTensors(shape);
  for (const [name, sizes] of expected) {
    const found = file.shapes.get(name);
    if (String(found) !== String(sizes)) throw at(file.name, name, `shape [${String(sizes)}]`, found);
  }
  const others = Array.from(file.shapes.keys()).filter((name) => !expected.has(name));
  // A tensor that means something (a layer more, a CRF) would make the reference answer differently.
  const isUnused = (name: string): boolean => {
    const layer = Number(/^bert\.text_encoder\.encoder\.layer\.(\d+)\./u.exec(name)?.[1] ?? -1);
    return UNUSED.test(name) || (layer >= shape.layers && layer < storedLayers);
  };
  const unknown = others.find((name) => !isUnused(name));
  if (unknown !== undefined) throw at(file.name, "tensors", "those of a text tagger", unknown);
  return others.sort();
}
