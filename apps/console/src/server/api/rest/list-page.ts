import { z } from "zod";
import { invalidInput } from "../../http/answering.ts";

const limitMax = 1000;

/** How a list that is made whole is answered: a page of it. */
const PageInput = z.strictObject({
  limit: z.int().min(1).max(limitMax).default(limitMax).describe(`Most entries on a page, 1 to ${limitMax}.`),
  cursor: z
    .string()
    .regex(/^[\w-]{1,200}$/, "expected the nextCursor of the page before")
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

/** A page of a list. Throws VALIDATION for a cursor whose entry is gone. */
export function toPage(all: readonly unknown[], { limit, cursor, ...filters }: ListInput) {
  const wanted = Object.entries(filters).filter(([, value]) => value !== undefined);
  const entries = all.filter((entry) =>
    wanted.every(([name, value]) => (entry as Record<string, unknown>)[name] === value),
  );
  const start = cursor === undefined ? 0 : positionAfter(entries, cursor);
  const data = entries.slice(start, start + limit);
  const end = start + data.length;
  return { data, nextCursor: end < entries.length ? encode(keyOf(data.at(-1), end - 1)) : null };
}

/** An entry's id; its position where it has none. */
function keyOf(entry: unknown, position: number): string | number {
  const id = typeof entry === "object" && entry !== null && "id" in entry ? entry.id : undefined;
  return typeof id === "string" ? id : position;
}

function positionAfter(entries: readonly unknown[], cursor: string): number {
  const at = entries.findIndex((entry, position) => encode(keyOf(entry, position)) === cursor);
  if (at !== -1) return at + 1;
  throw invalidInput([
    { path: "cursor", message: "no entry of this list has it any more: begin at the first page" },
  ]);
}

function encode(key: string | number): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}
