/** A value that is not made of others; undefined where there is none. */
export type Leaf = string | number | boolean | null | undefined;
export type Difference = { path: string[]; before: Leaf; after: Leaf };

const idFields = ["id", "regionId", "nodeId", "agentId"];

/** Leaves that differ between two JSON values, in the order in which they stand there. */
export function compareValues(before: unknown, after: unknown): Difference[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)];
  const keys = new Set([...old.keys(), ...fresh.keys()]);
  return [...keys]
    .map((key) => ({ path: pathOf(key), before: old.get(key), after: fresh.get(key) }))
    .filter((difference) => difference.before !== difference.after);
}

function leavesOf(value: unknown): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const visit = (item: unknown, path: string[]): void => {
    if (isLeaf(item)) {
      if (item !== undefined && (path.length > 0 || item !== null)) leaves.set(JSON.stringify(path), item);
      return;
    }
    for (const [step, inner] of entriesOf(item)) visit(inner, step === null ? path : [...path, step]);
  };
  visit(value, []);
  return leaves;
}

/**
 * Elements of a list are told apart by their id, so that one that moved is not taken for another; the id itself is then
 * a step of the path and no leaf. A list of such elements is no step.
 */
function entriesOf(item: object): [step: string | null, inner: unknown][] {
  if (!Array.isArray(item)) {
    return Object.entries(item).map(([key, inner]) => [isKeyedList(inner) ? null : key, inner]);
  }
  return item.map((element: unknown, index) => {
    const field = idFieldOf(element);
    if (field === null) return [String(index + 1), element];
    const { [field]: id, ...rest } = element as Record<string, unknown>;
    return [String(id), rest];
  });
}

function isKeyedList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((element) => idFieldOf(element) !== null);
}

function idFieldOf(element: unknown): string | null {
  if (typeof element !== "object" || element === null) return null;
  const fields = element as Record<string, unknown>;
  return idFields.find((field) => typeof fields[field] === "string") ?? null;
}

function isLeaf(value: unknown): value is Leaf {
  return typeof value !== "object" || value === null;
}

function pathOf(key: string): string[] {
  return JSON.parse(key) as string[];
}
