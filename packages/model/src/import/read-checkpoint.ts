import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BertShape } from "../onnx/bert-graph.ts";
import { at, isRecord, parseJson, readWhole } from "../version/json-checks.ts";
import { ModelError } from "../model-error.ts";
import { parseVocab } from "../version/read-model-version.ts";
import { checkModelKind } from "./check-model-kind.ts";
import { readLabelMap } from "./read-label-map.ts";

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
 * Reads config.json, configuration.json, vocab.txt and, if present, label_mapping.json and tokenizer_config.json.
 * @throws ModelError('bad-model') naming file, key, what was expected and what was found.
 */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const config = await readRecord(folder, "config.json");
  const configuration = await readRecord(folder, "configuration.json");
  checkModelKind(configuration, config);
  const labelMapping = await readOptional(folder, "label_mapping.json");
  const labels = readLabelMap({ labelMapping, configuration, config });
  const vocabText = await readRequired(folder, "vocab.txt");
  const vocab = parseVocab(vocabText);
  const shape = readShape(config, labels.length);
  if (vocab.length !== shape.vocab)
    throw at("vocab.txt", "lines", `${shape.vocab} (config.json vocab_size)`, vocab.length);
  const tokenizer = await readOptional(folder, "tokenizer_config.json");
  const lowerCase = typeof tokenizer?.do_lower_case === "boolean" ? tokenizer.do_lower_case : undefined;
  return { shape, labels, vocab, vocabText, lowerCase };
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

async function readRecord(folder: string, file: string): Promise<Record<string, unknown>> {
  return parseRecord(file, await readRequired(folder, file));
}

async function readOptional(folder: string, file: string): Promise<Record<string, unknown> | undefined> {
  const text = await readFile(join(folder, file), "utf8").catch(() => undefined);
  return text === undefined ? undefined : parseRecord(file, text);
}

function parseRecord(file: string, text: string): Record<string, unknown> {
  const value = parseJson(file, text);
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
