import { at, isRecord } from "../version/json-checks.ts";
import { parseLabels } from "../version/read-model-version.ts";
import type { ModelKind } from "./check-model-kind.ts";

/** The JSON files of a checkpoint folder that may hold its label map; undefined if a file is not there. */
export interface LabelSources {
  readonly kind: ModelKind;
  readonly labelMapping: Record<string, unknown> | undefined;
  readonly configuration: Record<string, unknown>;
  readonly config: Record<string, unknown>;
  /** Labels that the weights' head has, for the message where nothing names them. */
  readonly headSize: number | undefined;
}

/** Where a label map may stand, in the order in which the library that wrote the folder looks. */
function places({ kind, labelMapping, configuration, config }: LabelSources): readonly Place[] {
  const mapping = { name: "label_mapping.json", byLabel: labelMapping };
  const byLabel = { name: "config.json: label2id", byLabel: config.label2id };
  const byId = { name: "config.json: id2label", byId: config.id2label };
  if (kind === "hugging-face") return [mapping, byId, byLabel];
  const inside = (key: string): Record<string, unknown> => {
    const value = configuration[key];
    return isRecord(value) ? value : {};
  };
  const [model, preprocessor] = [inside("model"), inside("preprocessor")];
  return [
    mapping,
    { name: "configuration.json: model.label2id", byLabel: model.label2id },
    { name: "configuration.json: model.id2label", byId: model.id2label },
    { name: "configuration.json: preprocessor.label2id", byLabel: preprocessor.label2id },
    { name: "configuration.json: preprocessor.id2label", byId: preprocessor.id2label },
    byLabel,
    byId,
  ];
}

interface Place {
  readonly name: string;
  readonly byLabel?: unknown;
  readonly byId?: unknown;
}

/**
 * The label of each id, from the first place that has a map, in BIOES or, of models that have no E, BIO; M, L and U of
 * other schemes become I, E and S.
 * @throws ModelError('bad-model') if there is none, or if ids are not 0, 1, 2, … or labels of no such scheme.
 */
export function readLabelMap(sources: LabelSources): readonly string[] {
  const place = places(sources).find(({ byLabel, byId }) => (byLabel ?? byId) !== undefined);
  if (!place) throw noMap(sources, undefined);
  const { name, byLabel, byId } = place;
  const list = listById(name, byId ?? invert(name, byLabel));
  if (list.every((label) => /^LABEL_\d+$/u.test(String(label)))) throw noMap(sources, { name, list });
  return inKnownScheme(name, list);
}

/** Libraries write `LABEL_0`, `LABEL_1`, … where they know only how many labels the head has. */
function noMap(
  { kind, headSize }: LabelSources,
  placeholders: { readonly name: string; readonly list: readonly unknown[] } | undefined,
): Error {
  const size = headSize === undefined ? "" : ` of the head's ${headSize} labels`;
  if (placeholders) return at(placeholders.name, "", `the names${size}`, placeholders.list);
  const [file, key] =
    kind === "mgeo" ? ["configuration.json", "model.id2label"] : ["config.json", "id2label"];
  return at(file, key, `a label map${size}, there or in label_mapping.json`, undefined);
}

function invert(name: string, byLabel: unknown): Record<string, string> {
  if (!isRecord(byLabel)) throw at(name, "", "an object from label to id", byLabel);
  const labelById: Record<string, string> = {};
  for (const [label, id] of Object.entries(byLabel)) {
    if (Object.hasOwn(labelById, String(id))) throw at(name, label, "an id of its own", id);
    labelById[String(id)] = label;
  }
  return labelById;
}

function listById(name: string, map: unknown): readonly unknown[] {
  if (!isRecord(map)) throw at(name, "", "an object from id to label", map);
  const count = Object.keys(map).length;
  for (let id = 0; id < count; id++) {
    if (!Object.hasOwn(map, String(id))) throw at(name, "ids", `0 to ${count - 1}`, Object.keys(map));
  }
  return Array.from({ length: count }, (_, id) => map[String(id)]);
}

/** BMES and BILOU name the inside, the end and the single otherwise. */
const SAME_AS: Readonly<Record<string, string>> = { "M-": "I-", "L-": "E-", "U-": "S-" };

/** A type that can begin but never end, or go on but never begin, would not come out of the decoder. */
function inKnownScheme(name: string, list: readonly unknown[]): readonly string[] {
  const named = list.map((label) =>
    typeof label === "string" ? (SAME_AS[label.slice(0, 2)] ?? label.slice(0, 2)) + label.slice(2) : label,
  );
  const labels = parseLabels(named, name);
  const hasEnds = labels.some((label) => label.startsWith("E-"));
  for (const label of labels) {
    const other = `${hasEnds ? "E" : "B"}-${label.slice(2)}`;
    const needsIt = hasEnds ? /^[BI]-/u : /^I-/u;
    if (needsIt.test(label) && !labels.includes(other))
      throw at(name, label, `${other} beside it`, undefined);
  }
  return labels;
}
