import { expect, test } from "vitest";
import { z } from "zod";
import { coerceQuery } from "./coerce-query.ts";

const schema = z.object({
  limit: z.number().int().optional(),
  share: z.number().nullish(),
  isOpen: z.boolean().default(false),
  cursor: z.string().nullish(),
  kinds: z.array(z.string()).optional(),
  counts: z.array(z.number()).optional(),
});
const read = (query: string) => coerceQuery(schema, new URLSearchParams(query));

test("texts become what the schema wants", () => {
  expect(read("limit=5&share=-0.5&isOpen=true&cursor=12&kinds=a&counts=1&counts=2")).toEqual({
    limit: 5,
    share: -0.5,
    isOpen: true,
    cursor: "12",
    kinds: ["a"],
    counts: [1, 2],
  });
  expect(read("")).toEqual({});
});

test("what is not of its type stays text, and a name twice becomes a list: the schema refuses both", () => {
  expect(read("limit=5x&isOpen=yes&cursor=1&cursor=2")).toEqual({
    limit: "5x",
    isOpen: "yes",
    cursor: ["1", "2"],
  });
});

test("an unknown name is refused with the known ones", () => {
  expect(() => read("limt=5")).toThrowError(
    expect.objectContaining({
      code: "VALIDATION",
      details: { fields: [{ path: "limt", message: expect.stringContaining("limit, share") }] },
    }),
  );
});

test.each(["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"])(
  "what every object has, such as %s, is an unknown name too",
  (name) => expect(() => read(`${name}=1`)).toThrowError(expect.objectContaining({ code: "VALIDATION" })),
);
