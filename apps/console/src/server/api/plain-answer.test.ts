import fc from "fast-check";
import superjson from "superjson";
import { expect, test } from "vitest";
import { plainAnswer } from "./plain-answer.ts";

/** As it crosses the network. */
const crossed = (answer: unknown) => JSON.parse(JSON.stringify(answer)) as never;

const leaf = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.constant(undefined),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
  fc.date({ noInvalidDate: true }),
);
const key = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom("a.b", "a\\", "0", ".", "toString"));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const data = fc
  .dictionary(key, tree, { maxKeys: 5, noNullPrototype: true })
  .filter((value) => !JSON.stringify(value).includes("__proto__"));

test("what a page reads is what superjson would have told it", () => {
  fc.assert(
    fc.property(data, (value) => {
      const read = superjson.deserialize(crossed(plainAnswer(value)));
      expect(read).toEqual(superjson.deserialize(crossed(superjson.serialize(value))));
      expect(read).toEqual(value);
    }),
  );
});

test("it is the same to the letter where nothing stands twice", () => {
  const value = { at: new Date(5), rows: [{ "a.b": new Date(6), gone: undefined }, [undefined, "x"]] };
  expect(plainAnswer(value)?.meta).toEqual(superjson.serialize(value).meta);
});

test.each([
  ["a number that JSON cannot say", { a: Number.NaN }],
  ["minus nothing", { a: [-0] }],
  ["a bigint", { a: 1n }],
  ["a map", { a: new Map() }],
  ["an error", { a: new Error("x") }],
  ["a date that is none", { a: new Date(Number.NaN) }],
  ["a function", { toJSON: () => "x" }],
  ["what every object has", { constructor: 1 }],
  ["a date alone", new Date(0)],
])("%s is left to superjson", (_what, value) => {
  expect(plainAnswer(value)).toBeNull();
});
