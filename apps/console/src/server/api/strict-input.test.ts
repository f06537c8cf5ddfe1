import { expect, test } from "vitest";
import { z } from "zod";
import { appRouter } from "./root.ts";
import { strictInput } from "./strict-input.ts";

const Part = z.object({ a: z.string() }).describe("A part.");
const Whole = z
  .object({
    one: Part,
    list: z.array(Part).min(1),
    maybe: Part.nullish(),
    filled: Part.prefault({ a: "x" }),
    either: z.union([z.object({ b: z.number() }), z.object({ c: z.number() })]).optional(),
    named: z.record(z.string(), Part).optional(),
  })
  .refine(({ one }) => one.a !== "no", "expected another");
const whole = { one: { a: "1" }, list: [{ a: "2" }] };
const strict = strictInput(Whole);

test("what is known passes, with its defaults and checks", () => {
  expect(strict.parse(whole)).toEqual(Whole.parse(whole));
  expect(strict.safeParse({ ...whole, one: { a: "no" } }).error?.issues[0]?.message).toBe("expected another");
  expect(strict.safeParse({ ...whole, list: [] }).success).toBe(false);
});

test.each([
  [{ ...whole, more: 1 }, []],
  [{ ...whole, one: { a: "1", more: 1 } }, ["one"]],
  [{ ...whole, list: [{ a: "2", more: 1 }] }, ["list", 0]],
  [{ ...whole, maybe: { a: "2", more: 1 } }, ["maybe"]],
  [{ ...whole, filled: { a: "2", more: 1 } }, ["filled"]],
  [{ ...whole, named: { x: { a: "2", more: 1 } } }, ["named", "x"]],
])("an unknown field of %j is refused where it stands", (value, path) => {
  expect(strict.safeParse(value).error?.issues[0]).toMatchObject({ code: "unrecognized_keys", path });
  expect(Whole.safeParse(value).success).toBe(true);
});

test("also in one form of several", () => {
  expect(strict.safeParse({ ...whole, either: { b: 1, more: 1 } }).success).toBe(false);
  expect(strict.safeParse({ ...whole, either: { c: 1 } }).success).toBe(true);
});

type Declared = { _def: { inputs: z.ZodType[] } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Declared>);

test.each(procedures)("%s takes nothing that it does not know", (_name, { _def }) => {
  expect(_def.inputs.length).toBeGreaterThan(0);
  for (const input of _def.inputs) {
    const issues = input.safeParse({ unheardOf: 1 }).error?.issues ?? [];
    expect(issues).toContainEqual(expect.objectContaining({ code: "unrecognized_keys" }));
  }
});
