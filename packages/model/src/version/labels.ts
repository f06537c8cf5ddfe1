import { at } from "./json-checks.ts";

/**
 * Checks a BIOES label list: unique texts, each `O` or B-, I-, E- or S- and a type, `O` among them (without it some
 * texts would have no well-formed answer). Throws ModelError('bad-model') naming the file and entry.
 */
export function parseLabels(value: unknown, file = "labels.json"): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw at(file, "", "a list of labels", value);
  value.forEach((label, id) => {
    const isLabel = typeof label === "string" && (label === "O" || /^[BIES]-.+$/su.test(label));
    if (!isLabel) throw at(file, `[${id}]`, "O, B-…, I-…, E-… or S-…", label);
    if (value.indexOf(label) !== id) throw at(file, `[${id}]`, "every label once", label);
  });
  if (!value.includes("O")) throw at(file, "", "the label O among the labels", value);
  return value as string[];
}
