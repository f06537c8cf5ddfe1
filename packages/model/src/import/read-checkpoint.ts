import type { BertShape } from "../onnx/bert-graph.ts";
import { at, readWhole } from "../version/json-checks.ts";
import type { ModelKind } from "./check-model-kind.ts";
import { checkModelKind } from "./check-model-kind.ts";
import { readLabelMap } from "./read-label-map.ts";
import type { Vocabulary } from "./read-vocabulary.ts";
import { readVocabulary } from "./read-vocabulary.ts";
import { readOptionalRecord, readRecord } from "./text-file.ts";

/** Everything of a checkpoint folder except the weights, checked. */
export interface Checkpoint extends Vocabulary {
  /** Of what runs: `layers` are the first `fusion_layer` ones. */
  readonly shape: BertShape;
  /** Layers that the weights hold: those behind `shape.layers` take part only with a map. */
  readonly storedLayers: number;
  readonly labels: readonly string[];
}

/**
 * Reads config.json, configuration.json, the vocabulary and, if present, label_mapping.json and tokenizer_config.json.
 * @param headSize labels that the weights' head has, to say so where nothing names them; undefined if they have no head.
 * @throws ModelError('bad-model') naming file, key, what was expected and what was found.
 */
export async function readCheckpoint(folder: string, headSize: number | undefined): Promise<Checkpoint> {
  const config = await readRecord(folder, "config.json");
  const configuration = await readOptionalRecord(folder, "configuration.json");
  const kind = checkModelKind(configuration, config);
  const labelMapping = await readOptionalRecord(folder, "label_mapping.json");
  const labels = readLabelMap({ kind, labelMapping, configuration: configuration ?? {}, config, headSize });
  const vocabulary = await readVocabulary(folder);
  const shape = readShape(kind, config, labels.length);
  if (vocabulary.vocab.length !== shape.vocab)
    throw at("vocab.txt", "lines", `${shape.vocab} (config.json vocab_size)`, vocabulary.vocab.length);
  return {
    ...vocabulary,
    shape,
    storedLayers: readWhole("config.json", config, "num_hidden_layers"),
    labels,
  };
}

function readShape(kind: ModelKind, config: Record<string, unknown>, labels: number): BertShape {
  const file = "config.json";
  const whole = (key: string): number => readWhole(file, config, key);
  const gis = config.gis_embedding ?? (kind === "hugging-face" ? 0 : undefined);
  const layers = readLayers(kind, config);
  if (gis !== 0) throw at(file, "gis_embedding", "0", gis);
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

/** Layers that text runs through: MGeo's from `fusion_layer` on take part only with a map. */
function readLayers(kind: ModelKind, config: Record<string, unknown>): number {
  const layers = readWhole("config.json", config, "num_hidden_layers");
  const { fusion_layer: fusion = kind === "hugging-face" ? layers : undefined } = config;
  const isWithin = Number.isInteger(fusion) && Number(fusion) >= 1 && Number(fusion) <= layers;
  if (!isWithin) throw at("config.json", "fusion_layer", `1 to ${layers} (num_hidden_layers)`, fusion);
  return Number(fusion);
}
