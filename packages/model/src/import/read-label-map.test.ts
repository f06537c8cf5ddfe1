import { describe, expect, it } from "vitest";
import type { ModelKind } from "./check-model-kind.ts";
import { readLabelMap } from "./read-label-map.ts";

const list = (type: string): string[] => ["O", `B-${type}`, `I-${type}`, `E-${type}`];
const byId = (labels: string[]): Record<string, string> => Object.fromEntries(labels.entries());
const byLabel = (labels: string[]): Record<string, number> =>
  Object.fromEntries(labels.map((label, id) => [label, id]));
const read = (
  configuration: object,
  config: object = {},
  labelMapping?: object,
  more: { kind?: ModelKind; headSize?: number } = {},
): readonly string[] =>
  readLabelMap({
    kind: more.kind ?? "mgeo",
    configuration: { ...configuration },
    config: { ...config },
    labelMapping: labelMapping && { ...labelMapping },
    headSize: more.headSize,
  });

it("takes the first map in the order of the reference", () => {
  const model = { label2id: byLabel(list("b")), id2label: byId(list("c")) };
  const preprocessor = { label2id: byLabel(list("d")), id2label: byId(list("e")) };
  const config = { label2id: byLabel(list("f")), id2label: byId(list("g")) };
  expect(read({ model, preprocessor }, config, byLabel(list("a")))).toEqual(list("a"));
  expect(read({ model, preprocessor }, config)).toEqual(list("b"));
  expect(read({ model: { id2label: model.id2label }, preprocessor }, config)).toEqual(list("c"));
  expect(read({ model: {}, preprocessor }, config)).toEqual(list("d"));
  expect(read({ preprocessor: { id2label: preprocessor.id2label } }, config)).toEqual(list("e"));
  expect(read({}, config)).toEqual(list("f"));
  expect(read({}, { id2label: config.id2label })).toEqual(list("g"));
});

it("orders labels by their ids", () => {
  expect(read({ model: { label2id: { "E-a": 1, O: 2, "B-a": 0 } } })).toEqual(["B-a", "E-a", "O"]);
});

it.each([
  [
    {},
    "configuration.json: model.id2label: expected a label map, there or in label_mapping.json, found nothing",
  ],
  [{ model: { label2id: { O: 0, "B-a": 0 } } }, "model.label2id: B-a: expected an id of its own, found 0"],
  [{ model: { label2id: { O: 0, "S-a": 2 } } }, "model.label2id: ids: expected 0 to 1"],
  [{ model: { label2id: ["O"] } }, "model.label2id: expected an object from label to id"],
  [{ model: { id2label: { 0: "O", 1: "LABEL_1" } } }, "model.id2label: [1]: expected O, B-"],
  [{ model: { id2label: { 0: "O", 1: "B-a", 3: "I-a" } } }, 'ids: expected 0 to 2, found ["0","1","3"]'],
  [{ model: { id2label: byId(["O", "B-a", "I-a", "E-b", "B-b"]) } }, "B-a: expected E-a beside it"],
  [{ model: { id2label: byId(["O", "B-a", "I-b"]) } }, "model.id2label: I-b: expected B-b beside it"],
  [{ model: { id2label: byId(["O", "M-a", "I-a", "B-a"]) } }, "[2]: expected every label once"],
  [{ model: { id2label: byId(["LABEL_0", "LABEL_1"]) } }, 'expected the names, found ["LABEL_0","LABEL_1"]'],
])("refuses %j", (configuration, message) => {
  expect(() => read(configuration)).toThrow(message);
});

it.each([
  ["BIO", ["O", "B-a", "I-a", "B-b"], ["O", "B-a", "I-a", "B-b"]],
  ["BIOS", ["O", "B-a", "I-a", "S-a"], ["O", "B-a", "I-a", "S-a"]],
  ["BMES", ["O", "B-a", "M-a", "E-a", "S-a"], ["O", "B-a", "I-a", "E-a", "S-a"]],
  ["BILOU", ["O", "B-a", "I-a", "L-a", "U-a"], ["O", "B-a", "I-a", "E-a", "S-a"]],
  ["types that begin as a prefix does", ["O", "S-M-a", "S-/L"], ["O", "S-M-a", "S-/L"]],
])("takes %s", (_, labels, expected) => {
  expect(read({ model: { id2label: byId(labels) } })).toEqual(expected);
});

describe("a Hugging Face folder", () => {
  const kind = "hugging-face";

  it("has its labels in config.json, by id first", () => {
    const config = { id2label: byId(list("a")), label2id: byLabel(list("b")) };
    expect(read({ model: { id2label: byId(list("c")) } }, config, undefined, { kind })).toEqual(list("a"));
    expect(read({}, { label2id: config.label2id }, undefined, { kind })).toEqual(list("b"));
  });

  it("is refused by the size of its head where nothing names the labels", () => {
    const more = { kind, headSize: 57 } as const;
    expect(() => read({}, {}, undefined, more)).toThrow(
      "config.json: id2label: expected a label map of the head's 57 labels, there or in label_mapping.json",
    );
    expect(() => read({}, { id2label: { 0: "LABEL_0", 1: "LABEL_1" } }, undefined, more)).toThrow(
      'config.json: id2label: expected the names of the head\'s 57 labels, found ["LABEL_0","LABEL_1"]',
    );
  });
});
