import { z } from "zod";

const limitMax = 1000;

/** How a list that is made whole is answered: a page of it. */
const PageInput = z.strictObject({
  limit: z.int().min(1).max(limitMax).default(limitMax).describe(`Most entries on a page, 1 to ${limitMax}.`),
  cursor: z
    .string()
    .regex(/^\d{1,9}(~[\w-]{1,64})?$/, "expected the nextCursor of the page before")
    .optional()
    .describe("The nextCursor of the page before; left out: the first page."),
});
export type ListInput = z.infer<typeof PageInput> & Record<string, unknown>;

/** Fields of the query of a list: its page, and its filters, which compare a field of the entries. */
export function listInputOf(output: z.ZodType, filters: readonly string[]): z.ZodObject | null {
  if (!(output instanceof z.ZodArray)) return null;
  const { shape } = output.element as unknown as z.ZodObject;
  const fields = filters.map((name) => [name, (shape[name] as z.ZodType).optional()]);
  return PageInput.extend(Object.fromEntries(fields) as z.ZodRawShape);
}

export function pageSchemaOf(output: z.ZodType): z.ZodType {
  return z.object({
    data: output.describe("Entries of this page."),
    nextCursor: z.string().nullable().describe("The cursor of the next page; null: there is none."),
  });
}

/** A page of a list. */
export function toPage(all: readonly unknown[], { limit, cursor, ...filters }: ListInput) {
  const wanted = Object.entries(filters).filter(([, value]) => value !== undefined);
  const entries = all.filter((entry) =>
    wanted.every(([name, value]) => (entry as Record<string, unknown>)[name] === value),
  );
  const start = cursor === undefined ? 0 : positionAfter(entries, cursor);
  const data = entries.slice(start, start + limit);
  const end = start + data.length;
  return { data, nextCursor: end < entries.length ? cursorBehind(data.at(-1), end) : null };
}

/** Where the next page begins, and behind which entry, if entries have ids. */
function cursorBehind(entry: unknown, position: number): string {
  const id = idOf(entry);
  return id === null ? String(position) : `${position}~${id}`;
}

/** Behind the entry, wherever it is by now; where it was once it is gone. */
function positionAfter(entries: readonly unknown[], cursor: string): number {
  const [position, id] = cursor.split("~");
  const at = id === undefined ? -1 : entries.findIndex((entry) => idOf(entry) === id);
  return at === -1 ? Number(position) : at + 1;
}

function idOf(entry: unknown): string | null {
  const id = typeof entry === "object" && entry !== null && "id" in entry ? entry.id : null;
  return typeof id === "string" ? id : null;
}
