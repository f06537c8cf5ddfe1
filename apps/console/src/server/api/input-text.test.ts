import { expect, test } from "vitest";
import type { z } from "zod";
import { appRouter } from "./root.ts";

type Procedure = { _def: { inputs: z.ZodType[] } };
const nul = "a\u0000b";
/** Hashed as they are, or not stored: any character may stand in them. */
const anyText = /password|addresses/i;

/** The strings of a schema that take a NUL and leave it in, by their path. */
function takingNul(schema: z.ZodType, path: string): string[] {
  const { def } = schema._zod as unknown as { def: Def };
  if (def.type === "string") {
    const parsed = schema.safeParse(nul);
    return parsed.success && String(parsed.data).includes("\u0000") ? [path] : [];
  }
  if (def.type === "object") {
    return Object.entries(def.shape ?? {}).flatMap(([name, inner]) => takingNul(inner, `${path}.${name}`));
  }
  if (def.type === "pipe" && !schema.safeParse(nul).success) return [];
  const inner = [def.innerType, def.element, def.in, def.keyType, def.valueType, ...(def.options ?? [])];
  return inner.flatMap((one) => (one ? takingNul(one, path) : []));
}

type Def = {
  type: string;
  shape?: Record<string, z.ZodType>;
  options?: z.ZodType[];
} & Partial<Record<"innerType" | "element" | "in" | "keyType" | "valueType", z.ZodType>>;

test("no text of an input may hold a NUL: PostgreSQL refuses it, and the caller gets a 500", () => {
  const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>);
  expect(procedures.length).toBeGreaterThan(40);
  const found = procedures.flatMap(([name, { _def }]) =>
    _def.inputs.flatMap((input) => takingNul(input, name)),
  );
  expect(found.filter((path) => !anyText.test(path))).toEqual([]);
});
