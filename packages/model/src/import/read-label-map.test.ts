import { expect, it } from "vitest";
import { readLabelMap } from "./read-label-map.ts";

const list = (type: string): string[] => ["O", `B-${type}`, `I-${type}`, `E-${type}`];
const byId = (labels: string[]): Record<string, string> => Object.fromEntries(labels.entries());
const byLabel = (labels: string[]): Record<string, number> =>
  Object.fromEntries(labels.map((label, id) => [label, id]));
const read = (configuration: object, config: object = {}, labelMapping?: object): readonly string[] =>
  readLabelMap({
    configuration: { ...configuration },
    config: { ...config },
    labelMapping: labelMapping && { ...labelMapping },
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
  [{ model: { id2label: { 0: "O", 1: "B-a", 2: "I-a" } } }, "model.id2label: B-a: expected E-a beside it"],
])("refuses %j", (configuration, message) => {
  expect(() => read(configuration)).toThrow(message);
});
