import { ModelError } from "../model-error.ts";
import { at, isRecord } from "../version/json-checks.ts";

/** Who wrote a folder: `mgeo` names its labels in configuration.json, `hugging-face` in config.json. */
export type ModelKind = "mgeo" | "hugging-face";

const [FILE, CONFIG] = ["configuration.json", "config.json"];
const TAGGER = "BertForTokenClassification";
/** Tasks of MGeoForTokenClassification: element tagging, composition analysis and where-what cut. */
const TAGGING = ["token-classification", "part-of-speech", "word-segmentation"];
/** Tasks of published MGeo models with other heads. */
const OTHER_TASKS: Readonly<Record<string, string>> = {
  "sentence-similarity": "entity alignment",
  "text-ranking": "rerank",
};

/**
 * Checks that a folder holds a text-only model for tagging, as its configuration says: MGeo's, or BERT's as Hugging Face
 * saves it, with no configuration.json or one that names no model.
 * @throws ModelError('bad-model') otherwise, for MGeo's other models "not supported yet".
 */
export function checkModelKind(
  configuration: Record<string, unknown> | undefined,
  config: Record<string, unknown>,
): ModelKind {
  const other = OTHER_TASKS[String(configuration?.task)];
  if (other !== undefined) {
    const text = `${FILE}: task: ${JSON.stringify(configuration?.task)}, ${other}, is not supported yet.`;
    throw new ModelError("bad-model", text, {
      details: { file: FILE, key: "task", found: configuration?.task },
    });
  }
  if (isRecord(configuration?.model)) checkMgeo(configuration, configuration.model, config);
  else if (namesOf(config).includes(TAGGER)) checkHuggingFace(config);
  else throw neither(configuration, config);
  return isRecord(configuration?.model) ? "mgeo" : "hugging-face";
}

function checkMgeo(
  { task }: Record<string, unknown>,
  model: Record<string, unknown>,
  config: Record<string, unknown>,
): void {
  const { key, type } = modelType(model, config);
  if (type !== "mgeo") throw at(FILE, key, '"mgeo"', type);
  if (typeof task !== "string" || !TAGGING.includes(task)) throw at(FILE, "task", TAGGING.join(" or "), task);
  const mode = model.finetune_mode ?? "single-modal";
  if (mode !== "single-modal") throw at(FILE, "model.finetune_mode", '"single-modal" or none', mode);
}

/** Refuses the settings with which Hugging Face's BERT computes otherwise than MGeo's. */
function checkHuggingFace(config: Record<string, unknown>): void {
  const expect = (key: string, value: unknown, absent: unknown = value): void => {
    const found = config[key] ?? absent;
    if (found !== value) throw at(CONFIG, key, JSON.stringify(value), found);
  };
  expect("model_type", "bert");
  expect("position_embedding_type", "absolute");
  expect("is_decoder", false);
}

/** Why a folder is neither of the kinds. */
function neither(
  configuration: Record<string, unknown> | undefined,
  config: Record<string, unknown>,
): ModelError {
  const names = namesOf(config);
  const isOther = names.length > 0 && !names.some((name) => name.startsWith("MGeo"));
  if (isOther) return at(CONFIG, "architectures", `"${TAGGER}", which has a tagging head`, names);
  if (configuration) return at(FILE, "model", "an object", configuration.model);
  const expected = `a readable file, or "${TAGGER}" among ${CONFIG}'s architectures`;
  return at(FILE, "", expected, names.length > 0 ? names : undefined);
}

function namesOf({ architectures }: Record<string, unknown>): readonly string[] {
  return Array.isArray(architectures) ? architectures.map(String) : [];
}

/** The order in which the reference looks for a model's type. */
function modelType(
  model: Record<string, unknown>,
  config: Record<string, unknown>,
): { key: string; type: unknown } {
  if (isRecord(model.backbone) && model.backbone.type !== undefined)
    return { key: "model.backbone.type", type: model.backbone.type };
  if (model.type !== undefined) return { key: "model.type", type: model.type };
  return { key: "model.model_type", type: model.model_type ?? config.model_type };
}
