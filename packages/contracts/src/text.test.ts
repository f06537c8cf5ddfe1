import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AnyId, plainText, toldText, toVisible } from "./text.ts";

const Name = plainText({ what: "a name", max: 5 });
const problem = (text: unknown) => Name.safeParse(text).error?.issues[0]?.message ?? null;

describe("plainText", () => {
  it.each([
    ["张伟", "张伟"],
    ["  é  ", "é"],
    ["👨‍👩‍👧", "👨‍👩‍👧"],
    ["می‌خ", "می‌خ"],
    ["\u{20000}\u{20001}\u{20002}\u{20003}\u{20004}", "\u{20000}\u{20001}\u{20002}\u{20003}\u{20004}"],
  ])("takes %j", (text, taken) => {
    expect(Name.parse(text)).toBe(taken);
  });

  it.each([
    ["", "expected a name"],
    [" \u3000 ", "expected a name"],
    ["a\u0000b", "expected a name without control characters, found U+0000"],
    ["a\nb", "expected a name without control characters, found U+000A"],
    ["a\u009bb", "expected a name without control characters, found U+009B"],
    ["a\u202eb", "expected a name without hidden characters, found U+202E"],
    ["\u2067ab", "expected a name without hidden characters, found U+2067"],
    ["a\u200eb", "expected a name without hidden characters, found U+200E"],
    ["a\u061cb", "expected a name without hidden characters, found U+061C"],
    ["a\u2028b", "expected a name without hidden characters, found U+2028"],
    ["a\ufffeb", "expected a name without hidden characters, found U+FFFE"],
    ["a\u{1ffff}", "expected a name without hidden characters, found U+1FFFF"],
    ["a\u{e0041}", "expected a name without hidden characters, found U+E0041"],
    [`a${"\u0301".repeat(9)}`, "expected a name with at most 8 marks on a letter, found more"],
    ["\u200b\u200d", "expected a name, found nothing that can be seen"],
    ["\u3164", "expected a name, found nothing that can be seen"],
    ["\u0301", "expected a name, found nothing that can be seen"],
    ["a\ud83d", "expected a name in Unicode, found half a surrogate pair"],
    ["123456", "expected at most 5 characters, found 6"],
  ])("refuses %j: %s", (text, message) => {
    expect(problem(text)).toBe(message);
  });

  it("tells its length to who reads the schema", () => {
    expect(z.toJSONSchema(Name, { io: "input" })).toMatchObject({
      type: "string",
      minLength: 1,
      maxLength: 5,
    });
  });

  it("lets nothing through that a database or a terminal stumbles over, whatever comes", () => {
    const text = fc.string({ unit: "binary", maxLength: 6 });
    fc.assert(
      fc.property(text, (given) => {
        const taken = Name.safeParse(given).data;
        if (taken !== undefined) expect(toVisible(taken)).toBe(taken);
      }),
    );
  });
});

it("ids are ids", () => {
  expect(AnyId.safeParse("rg_4x7kq2m9pz3t").success).toBe(true);
  for (const bad of ["", "a b", "a\u0000", "é", "x".repeat(65)])
    expect(AnyId.safeParse(bad).success).toBe(false);
});

it("what a program tells is kept, without what cannot be stored", () => {
  expect(toldText(8).parse("a\u0000b\ud800c")).toBe("a b\ufffdc");
  expect(toldText(3).parse("ab😀")).toBe("ab\ufffd");
});

it("shows what a terminal would obey", () => {
  expect(toVisible("a\u001b[2Jb\u0007\u202e")).toBe("a\\u{1b}[2Jb\\u{7}\\u{202e}");
});

it("tells callers by a pattern what a text is held to", () => {
  const schema = plainText({ what: "a text", max: 20 });
  const { pattern = "" } = z.toJSONSchema(schema, { io: "input" });
  const told = new RegExp(pattern, "u");
  const texts = [
    " a ",
    "杭州市",
    "★",
    "🏠",
    "שלום",
    "مرحبا",
    "",
    "  ",
    "\u200b",
    "a\u0001",
    "\u202ea",
    "\u3000",
  ];
  for (const text of texts) expect(told.test(text), text).toBe(schema.safeParse(text).success);
});
