import { ModelError } from "../model-error.ts";
import { at, isRecord } from "../version/json-checks.ts";

const FILE = "configuration.json";
/** Tasks of MGeoForTokenClassification: element tagging, composition analysis and where-what cut. */
const TAGGING = ["token-classification", "part-of-speech", "word-segmentation"];
/** Tasks of published MGeo models with other heads. */
const OTHER_TASKS: Readonly<Record<string, string>> = {
  "sentence-similarity": "entity alignment",
  "text-ranking": "rerank",
};

/**
 * Checks that a folder holds a text-only MGeo model for tagging, as its configuration says.
 * @throws ModelError('bad-model') otherwise, for MGeo's other models "not supported yet".
 */
export function checkModelKind(
  configuration: Record<string, unknown>,
  config: Record<string, unknown>,
): void {
  const { task, model } = configuration;
  const other = typeof task === "string" ? OTHER_TASKS[task] : undefined;
  if (other !== undefined) {
    const text = `${FILE}: task: ${JSON.stringify(task)}, ${other}, is not supported yet.`;
    throw new ModelError("bad-model", text, { details: { file: FILE, key: "task", found: task } });
  }
  if (!isRecord(model)) throw at(FILE, "model", "an object", model);
  const { key, type } = modelType(model, config);
  if (type !== "mgeo") throw at(FILE, key, '"mgeo"', type);
  if (typeof task !== "string" || !TAGGING.includes(task)) throw at(FILE, "task", TAGGING.join(" or "), task);
  const mode = model.finetune_mode ?? "single-modal";
  if (mode !== "single-modal") throw at(FILE, "model.finetune_mode", '"single-modal" or none', mode);
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
