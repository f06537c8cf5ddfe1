import { mkdirSync, openSync, writeFileSync, writeSync, closeSync } from "node:fs";
import { join } from "node:path";
import type { Shape } from "./shapes.ts";

const types = (
  "assist cellno city community devzone distance district floorno houseno intersection poi prov road roadno subpoi town " +
  "village_group"
).split(" ");
const singles = ["assist", "community", "district", "intersection", "poi"];
const labels = [
  ...["B", "E", "I"].flatMap((prefix) => types.map((type) => `${prefix}-${type}`)),
  ...singles.map((type) => `S-${type}`),
  "O",
].toSorted();

/**
 * Writes a checkpoint with random weights, as ModelScope would give it: speed depends on the shape alone. `characters` come
 * first in its vocabulary, so that texts made of them have no unknown tokens.
 */
export function writeRandomCheckpoint(folder: string, shape: Shape, characters: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const config = {
    model_type: "bert",
    hidden_size: shape.hidden,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    intermediate_size: shape.ffn,
    hidden_act: "gelu",
    layer_norm_eps: 1e-12,
    max_position_embeddings: shape.positions,
    type_vocab_size: 2,
    vocab_size: shape.vocabulary,
    pad_token_id: 0,
    gis_embedding: 0,
    fusion_layer: shape.layers,
  };
  const id2label = Object.fromEntries(labels.map((label, index) => [index, label]));
  const configuration = {
    framework: "pytorch",
    task: "token-classification",
    model: { type: "mgeo", num_labels: labels.length, id2label },
    preprocessor: { type: "token-cls-tokenizer" },
  };
  const known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...characters];
  const filler = Array.from({ length: shape.vocabulary - known.length }, (_, index) => `[unused${index}]`);
  writeFileSync(join(folder, "config.json"), JSON.stringify(config));
  writeFileSync(join(folder, "configuration.json"), JSON.stringify(configuration));
  writeFileSync(join(folder, "vocab.txt"), `${[...known, ...filler].join("\n")}\n`);
  writeTensors(join(folder, "model.safetensors"), tensorShapes(shape));
}

function tensorShapes({ layers, hidden, ffn, positions, vocabulary }: Shape): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  const linear = (name: string, rows: number, columns: number) =>
    shapes.set(`${name}.weight`, [rows, columns]).set(`${name}.bias`, [rows]);
  const norm = (name: string) => shapes.set(`${name}.weight`, [hidden]).set(`${name}.bias`, [hidden]);
  const embeddings = "bert.text_encoder.embeddings";
  shapes.set(`${embeddings}.word_embeddings.weight`, [vocabulary, hidden]);
  shapes.set(`${embeddings}.position_embeddings.weight`, [positions, hidden]);
  shapes.set(`${embeddings}.token_type_embeddings.weight`, [2, hidden]);
  norm(`${embeddings}.LayerNorm`);
  for (let index = 0; index < layers; index++) {
    const layer = `bert.text_encoder.encoder.layer.${index}`;
    for (const part of ["query", "key", "value"]) linear(`${layer}.attention.self.${part}`, hidden, hidden);
    linear(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    linear(`${layer}.intermediate.dense`, ffn, hidden);
    linear(`${layer}.output.dense`, hidden, ffn);
    norm(`${layer}.output.LayerNorm`);
  }
  linear("classifier", labels.length, hidden);
  return shapes;
}

/** safetensors: length of the header, the header, then float32 data one after another. */
function writeTensors(path: string, shapes: Map<string, number[]>): void {
  let offset = 0;
  const header: Record<string, object> = {};
  for (const [name, shape] of shapes) {
    const end = offset + 4 * sizeOf(shape);
    header[name] = { dtype: "F32", shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const file = openSync(path, "w");
  try {
    for (const chunk of [length, text]) writeSync(file, chunk);
    const random = seeded(17);
    for (const [name, shape] of shapes) {
      const isScale = name.endsWith("LayerNorm.weight");
      const values = Float32Array.from({ length: sizeOf(shape) }, () => (isScale ? 1 : 0) + 0.04 * random());
      writeSync(file, new Uint8Array(values.buffer));
    }
  } finally {
    closeSync(file);
  }
}

function sizeOf(shape: number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Numbers in [-0.5, 0.5), always the same (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296 - 0.5;
  };
}
