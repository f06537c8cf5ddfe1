import fc from "fast-check";
import { expect, it } from "vitest";
import { isModelError } from "../../model-error.ts";
import type { PickleHooks } from "./pickle.ts";
import { readPickle } from "./pickle.ts";

const hooks: PickleHooks = {
  global: () => undefined,
  call: ({ name }, args) => ({ called: name, args }),
  persistent: (id) => ({ id }),
};
const read = (pickle: string): unknown => readPickle("a.pkl", Buffer.from(pickle, "latin1"), hooks);

it("reads numbers, texts, tuples, lists and dicts", () => {
  expect(
    read("\x80\x02(K\x01M\x00\x02J\xff\xff\xff\xff\x8a\x02\x00\x80X\x03\x00\x00\x00\xe8\xb7\xaft."),
  ).toEqual([1, 512, -1, -32768, "路"]);
  expect(read("}X\x01\x00\x00\x00a](K\x01\x88\x89NeK\x05as.")).toEqual(
    new Map([["a", [1, true, false, null, 5]]]),
  );
  expect(read("G\x3f\xf8\x00\x00\x00\x00\x00\x00K\x02\x86.")).toEqual([1.5, 2]);
});

it("remembers and recalls, names what is called, asks for persistent ids", () => {
  expect(read("(X\x01\x00\x00\x00aq\x07h\x07t.")).toEqual(["a", "a"]);
  expect(read("ccollections\nOrderedDict\n)R}b.")).toEqual({ called: "collections.OrderedDict", args: [] });
  expect(read("(K\x07tQ.")).toEqual({ id: [7] });
});

it.each([
  ["an old way to call", "(S'echo'\nios\nsystem\n.", /found "opcode 0x53/],
  ["a new way to name", "\x8c\x02os\x8c\x06system\x93.", /found "opcode 0x8c/],
  ["an object of a class", ")\x81.", /found "opcode 0x81/],
  ["an empty stack", ".", /the stack is empty/],
  ["no end", "K", /a well-formed pickle/],
  ["a text longer than the file", "X\xff\xff\xff\x7fa.", /past the end/],
  ["an unknown memory", "h\x05.", /nothing remembered as 5/],
  ["a huge integer", "\x8a\xff.", /an integer of 255 bytes/],
  ["a call of what is no name", "]]R.", /a call of no name/],
  ["items for a number", "K\x01K\x02K\x03s.", /no dict/],
])("refuses %s", (_, pickle, message) => {
  expect(() => read(pickle)).toThrow(message);
});

it("gives a value or a ModelError for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        readPickle("a.pkl", bytes, hooks);
      } catch (error) {
        expect(isModelError(error)).toBe(true);
      }
    }),
    { numRuns: 2000 },
  );
});
