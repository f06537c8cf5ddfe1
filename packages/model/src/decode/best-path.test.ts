import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelError } from "../model-error.ts";
import { bestPath } from "./best-path.ts";
import { transitionTable } from "./transition-table.ts";

const TINY = ["O", "B-a", "I-a", "E-a", "S-b", "B-b", "E-b"];
const score = fc.float({ min: -8, max: 8, noNaN: true });
const labelLists = fc
  .uniqueArray(fc.constantFrom("B-a", "I-a", "E-a", "S-a", "B-b", "I-b", "E-b", "S-b", "B-/c", "E-/c"), {
    maxLength: 10,
  })
  .map((labels) => ["O", "E-z", ...labels])
  .chain((labels) => fc.shuffledSubarray(labels, { minLength: labels.length }));

/** Without an E in the list, I may be an element's last label, and B too unless its type has an S. */
function isWellFormed(names: readonly string[], list: readonly string[] = TINY): boolean {
  if (!list.some((label) => label.startsWith("E-"))) return isWellFormedBio(names, list);
  let open = "";
  for (const name of names) {
    const [prefix, type] = [name.charAt(0), name.slice(2)];
    if (open ? !("IE".includes(prefix) && type === open) : "IE".includes(prefix)) return false;
    if (prefix === "B") open = type;
    if (prefix === "E") open = "";
  }
  return open === "";
}

function isWellFormedBio(names: readonly string[], list: readonly string[]): boolean {
  return names.every((name, i) => {
    const [before, after] = [names[i - 1] ?? "O", names[i + 1] ?? "O"];
    const type = name.slice(2);
    if (name.startsWith("I-")) return before === `B-${type}` || before === `I-${type}`;
    const mustGoOn = name.startsWith("B-") && list.includes(`S-${type}`);
    return !mustGoOn || after === `I-${type}`;
  });
}

function sumOf(logits: Float32Array, path: ArrayLike<number>, width: number): number {
  return Array.from(path).reduce((sum, id, row) => sum + (logits[row * width + id] as number), 0);
}

function bruteForce(logits: Float32Array, rows: number, labels: readonly string[]): number {
  let best = -Infinity;
  for (let code = 0; code < labels.length ** rows; code++) {
    const path = Array.from(
      { length: rows },
      (_, i) => Math.floor(code / labels.length ** i) % labels.length,
    );
    if (
      !isWellFormed(
        path.map((id) => labels[id] as string),
        labels,
      )
    )
      continue;
    best = Math.max(best, sumOf(logits, path, labels.length));
  }
  return best;
}

describe("bestPath", () => {
  it.each([
    ["BIOES", TINY],
    ["BIO", ["B-a", "I-a", "O", "I-b", "B-b"]],
    ["BIO with a type that never goes on", ["O", "B-a", "B-b", "I-b"]],
    ["BIOS", ["O", "S-a", "B-a", "I-a", "S-b"]],
  ])("finds what trying every sequence finds: %s", (_, labels) => {
    const grids = fc
      .integer({ min: 1, max: 4 })
      .chain((rows) => fc.array(score, { minLength: rows * labels.length, maxLength: rows * labels.length }));
    fc.assert(
      fc.property(grids, (values) => {
        const logits = Float32Array.from(values);
        const rows = values.length / labels.length;
        const path = bestPath(logits, 0, rows, transitionTable(labels));
        const names = Array.from(path, (id) => labels[id] as string);
        expect(isWellFormed(names, labels)).toBe(true);
        expect(sumOf(logits, path, labels.length)).toBeCloseTo(bruteForce(logits, rows, labels), 4);
      }),
      { numRuns: 60 },
    );
  });

  it("is well-formed for any BIOES list and any logits", () => {
    fc.assert(
      fc.property(
        labelLists,
        fc.integer({ min: 0, max: 12 }),
        fc.infiniteStream(score),
        (labels, rows, stream) => {
          const logits = Float32Array.from(
            { length: rows * labels.length },
            () => stream.next().value as number,
          );
          const path = bestPath(logits, 0, rows, transitionTable(labels));
          expect(isWellFormed(Array.from(path, (id) => labels[id] as string))).toBe(true);
        },
      ),
    );
  });

  it("refuses logits that are not numbers", () => {
    const run = () => bestPath(new Float32Array(14).fill(NaN), 0, 2, transitionTable(TINY));
    expect(run).toThrow(ModelError);
  });

  it("refuses a list without O", () => {
    expect(() => transitionTable(["B-a", "E-a"])).toThrow("the label O");
  });
});
