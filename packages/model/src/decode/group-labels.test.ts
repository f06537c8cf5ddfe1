import fc from "fast-check";
import { expect, it } from "vitest";
import { groupLabels } from "./group-labels.ts";
import { transitionTable } from "./transition-table.ts";

const labels = [
  "O",
  ...["a", "b"].flatMap((type) => ["B", "I", "E", "S"].map((prefix) => `${prefix}-${type}`)),
];
const table = transitionTable(labels);

/** What the reference is known to do, told label by label on text of one letter a label. */
function told(names: readonly string[]): string[] {
  const out: string[] = [];
  let open: { type: string; from: number; to: number } | null = null;
  const emit = (): void => {
    if (open) out.push(`${open.type} ${open.from}-${open.to}`);
    open = null;
  };
  names.forEach((name, i) => {
    const [prefix, type] = [name.charAt(0), name.slice(2)];
    if ("BS".includes(prefix)) {
      emit();
      open = { type, from: i, to: i };
    } else if ("IE".includes(prefix)) open = open ? { ...open, to: i } : { type, from: i, to: i };
    if ("ES".includes(prefix)) emit();
  });
  emit();
  return out;
}

it("groups every sequence of labels as the reference is known to", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...labels), { maxLength: 12 }), (names) => {
      const path = Int32Array.from(names, (name) => labels.indexOf(name));
      const found = groupLabels(path, table).map(({ type, first, last }) => `${type} ${first}-${last}`);
      expect(found).toEqual(told(names));
    }),
    { numRuns: 2000 },
  );
});
