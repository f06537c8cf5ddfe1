import { expect, test } from "vitest";
import { z } from "zod";
import { parseAnswer } from "./parse-answer.ts";

const schema = z.object({
  reason: z.string(),
  at: z.date(),
  steps: z.array(z.object({ endedAt: z.date().nullable() })),
});
const iso = "2026-01-05T08:00:00.000Z";

test("ISO text becomes a date where the schema wants one, and nowhere else", () => {
  const json = { reason: iso, at: iso, steps: [{ endedAt: null }, { endedAt: iso }] };
  expect(parseAnswer(schema, json)).toEqual({
    reason: iso,
    at: new Date(iso),
    steps: [{ endedAt: null }, { endedAt: new Date(iso) }],
  });
  expect(json.at).toBe(iso);
});

test("what is not understood is said with its place", () => {
  expect(() => parseAnswer(schema, { reason: 1, at: iso, steps: [] })).toThrow(/reason: /);
  expect(() => parseAnswer(schema, { reason: "", at: "soon", steps: [] })).toThrow(/at: /);
});
