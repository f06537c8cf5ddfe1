import { at, isRecord } from "../version/json-checks.ts";
import { parseLabels } from "../version/read-model-version.ts";

/** The JSON files of a checkpoint folder that may hold its label map; undefined if a file is not there. */
export interface LabelSources {
  readonly labelMapping: Record<string, unknown> | undefined;
  readonly configuration: Record<string, unknown>;
  readonly config: Record<string, unknown>;
}

/** Where a label map may stand, in the order in which the reference looks. */
function places({ labelMapping, configuration, config }: LabelSources): readonly Place[] {
  const inside = (key: string): Record<string, unknown> => {
    const value = configuration[key];
    return isRecord(value) ? value : {};
  };
  const [model, preprocessor] = [inside("model"), inside("preprocessor")];
  return [
    { name: "label_mapping.json", byLabel: labelMapping },
    { name: "configuration.json: model.label2id", byLabel: model.label2id },
    { name: "configuration.json: model.id2label", byId: model.id2label },
    { name: "configuration.json: preprocessor.label2id", byLabel: preprocessor.label2id },
    { name: "configuration.json: preprocessor.id2label", byId: preprocessor.id2label },
    { name: "config.json: label2id", byLabel: config.label2id },
    { name: "config.json: id2label", byId: config.id2label },
  ];
}

interface Place {
  readonly name: string;
  readonly byLabel?: unknown;
  readonly byId?: unknown;
}

/**
 * The label of each id, from the first place that has a map.
 * @throws ModelError('bad-model') if there is none, or if ids are not 0, 1, 2, … or labels not BIOES.
 */
export function readLabelMap(sources: LabelSources): readonly string[] {
  const place = places(sources).find(({ byLabel, byId }) => (byLabel ?? byId) !== undefined);
  if (!place)
    throw at(
      "configuration.json",
      "model.id2label",
      "a label map, there or in label_mapping.json",
      undefined,
    );
  const { name, byLabel, byId } = place;
  if (byId !== undefined) return bioes(name, listById(name, byId));
  if (!isRecord(byLabel)) throw at(name, "", "an object from label to id", byLabel);
  const labelById: Record<string, string> = {};
  for (const [label, id] of Object.entries(byLabel)) {
    if (Object.hasOwn(labelById, String(id))) throw at(name, label, "an id of its own", id);
    labelById[String(id)] = label;
  }
  return bioes(name, listById(name, labelById));
}

function listById(name: string, map: unknown): readonly unknown[] {
  if (!isRecord(map)) throw at(name, "", "an object from id to label", map);
  const count = Object.keys(map).length;
  for (let id = 0; id < count; id++) {
    if (!Object.hasOwn(map, String(id))) throw at(name, "ids", `0 to ${count - 1}`, Object.keys(map));
  }
  return Array.from({ length: count }, (_, id) => map[String(id)]);
}

/** A type that can begin but never end (BIO) would never come out of the decoder. */
function bioes(name: string, list: readonly unknown[]): readonly string[] {
  const labels = parseLabels(list, name);
  for (const label of labels) {
    const type = label.slice(2);
    if (/^[BI]-/u.test(label) && !labels.includes(`E-${type}`))
      throw at(name, label, `E-${type} beside it`, undefined);
  }
  return labels;
}
