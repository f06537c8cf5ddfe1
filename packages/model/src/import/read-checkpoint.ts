import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BertShape } from "../onnx/bert-graph.ts";
import { at, isRecord, parseJson, readWhole } from "../version/json-checks.ts";
import { parseLabels } from "../version/labels.ts";
import { ModelError } from "../model-error.ts";
import { parseVocab } from "../version/read-model-version.ts";

/** Everything of a ModelScope-shaped folder except the weights, checked. */
export interface Checkpoint {
  readonly shape: BertShape;
  readonly labels: readonly string[];
  readonly vocab: readonly string[];
  /** vocab.txt as it stands, so that the imported copy has the same bytes. */
  readonly vocabText: string;
  /** `do_lower_case` of tokenizer_config.json, if it says so. */
  readonly lowerCase: boolean | undefined;
}

/**
 * Reads config.json, configuration.json, vocab.txt and, if present, tokenizer_config.json.
 * @throws ModelError('bad-model') naming file, key, what was expected and what was found.
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const config = await readRecord(folder, "config.json");
  const labels = readLabels(await readRecord(folder, "configuration.json"));
  const vocabText = await readRequired(folder, "vocab.txt");
  const vocab = parseVocab(vocabText);
  const shape = readShape(config, labels.length);
  if (vocab.length !== shape.vocab)
    throw at("vocab.txt", "lines", `${shape.vocab} (config.json vocab_size)`, vocab.length);
  return { shape, labels, vocab, vocabText, lowerCase: await readLowerCase(folder) };
}

function readShape(config: Record<string, unknown>, labels: number): BertShape {
  const file = "config.json";
  const whole = (key: string): number => readWhole(file, config, key);
  const layers = whole("num_hidden_layers");
  // Layers from fusion_layer on take part only with a map; a text-only graph of all layers would answer differently.
  if (config.fusion_layer !== layers)
    throw at(file, "fusion_layer", `${layers} (num_hidden_layers)`, config.fusion_layer);
  if (config.gis_embedding !== 0) throw at(file, "gis_embedding", "0", config.gis_embedding);
  if (config.hidden_act !== "gelu") throw at(file, "hidden_act", '"gelu"', config.hidden_act);
  const eps = config.layer_norm_eps;
  if (typeof eps !== "number" || !(eps > 0)) throw at(file, "layer_norm_eps", "a positive number", eps);
  const [hidden, heads] = [whole("hidden_size"), whole("num_attention_heads")];
  if (hidden % heads !== 0)
    throw at(file, "hidden_size", `a multiple of ${heads} (num_attention_heads)`, hidden);
  return {
    layers,
    hidden,
    heads,
    ffn: whole("intermediate_size"),
    maxPositions: whole("max_position_embeddings"),
    vocab: whole("vocab_size"),
    typeVocab: whole("type_vocab_size"),
    labels,
    layerNormEps: eps,
  };
}

function readLabels(configuration: Record<string, unknown>): readonly string[] {
  const file = "configuration.json";
  const model = configuration.model;
  if (!isRecord(model)) throw at(file, "model", "an object", model);
  if (model.type !== "mgeo") throw at(file, "model.type", '"mgeo"', model.type);
  const map = model.id2label;
  if (!isRecord(map)) throw at(file, "model.id2label", "an object from id to label", map);
  const count = Object.keys(map).length;
  const labels = Array.from({ length: count }, (_, id) => map[String(id)]);
  return parseLabels(labels, `${file}: model.id2label`);
}

async function readLowerCase(folder: string): Promise<boolean | undefined> {
  const file = "tokenizer_config.json";
  const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const config = parseJson(file, text);
  return isRecord(config) && typeof config.do_lower_case === "boolean" ? config.do_lower_case : undefined;
}

async function readRecord(folder: string, file: string): Promise<Record<string, unknown>> {
  const value = parseJson(file, await readRequired(folder, file));
  if (!isRecord(value)) throw at(file, "", "an object", value);
  return value;
}

async function readRequired(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), "utf8").catch((cause: unknown) => {
    throw new ModelError("bad-model", `${file}: expected a readable file, found none.`, {
      cause,
      details: { file },
    });
  });
}
