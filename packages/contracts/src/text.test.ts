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
    ["❤️", "❤️"],
    ["1️⃣", "1️⃣"],
    ["👍🏽", "👍🏽"],
    ["🏳️‍🌈", "🏳️‍🌈"],
    ["🇨🇳", "🇨🇳"],
    ["क्‍ष", "क्‍ष"],
    ["র‍্য", "র‍্য"],
    ["ᠠ\u180b", "ᠠ\u180b"],
    ["\u06dd1", "\u06dd1"],
    ["\u{20000}\u{20001}\u{20002}\u{20003}\u{20004}", "\u{20000}\u{20001}\u{20002}\u{20003}\u{20004}"],
  ])("takes %j", (text, taken) => {
    expect(Name.parse(text)).toBe(taken);
  });

  it.each([
    ["", "expected a name"],
    [" \u3000 ", "expected a name"],
    ["Ad\u200bm", "expected a name without hidden characters, found U+200B"],
    ["Ad\u200dm", "expected a name without hidden characters, found U+200D"],
    ["Ad\u200cm", "expected a name without hidden characters, found U+200C"],
    ["a\ufeffb", "expected a name without hidden characters, found U+FEFF"],
    ["a\u2060b", "expected a name without hidden characters, found U+2060"],
    ["a\u00adb", "expected a name without hidden characters, found U+00AD"],
    ["a\u180eb", "expected a name without hidden characters, found U+180E"],
    ["a\u3164b", "expected a name without hidden characters, found U+3164"],
    ["a\u17b4b", "expected a name without hidden characters, found U+17B4"],
    ["a\ufe0fb", "expected a name without hidden characters, found U+FE0F"],
    ["1\ufe0f2", "expected a name without hidden characters, found U+FE0F"],
    ["张\u{e0100}伟", "expected a name without hidden characters, found U+E0100"],
    ["a\u034fb", "expected a name without hidden characters, found U+034F"],
    ["a\ue000b", "expected a name without hidden characters, found U+E000"],
    ["a\u{f0000}", "expected a name without hidden characters, found U+F0000"],
    ["a\u0378", "expected a name without hidden characters, found U+0378"],
    ["\u2800\u2800", "expected a name without hidden characters, found U+2800"],
    ["a\u2064b", "expected a name without hidden characters, found U+2064"],
    ["a\u{1d159}b", "expected a name without hidden characters, found U+1D159"],
    ["👨\u200d", "expected a name without hidden characters, found U+200D"],
    ["👍\u{e0061}", "expected a name without hidden characters, found U+E0061"],
    ["د\u200cا", "expected a name without hidden characters, found U+200C"],
    ["م\u200c", "expected a name without hidden characters, found U+200C"],
    ["ka\u094d\u200c", "expected a name without hidden characters, found U+200C"],
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
    ["\u0301\u00a0\u0301", "expected a name, found nothing that can be seen"],
    ["\u3164", "expected a name without hidden characters, found U+3164"],
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

it("takes the flags of parts of countries, which are emoji of hidden letters", () => {
  const wales = "🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}";
  expect(plainText({ what: "a name", max: 20 }).parse(wales)).toBe(wales);
  expect(toVisible(`${wales}\u200b`)).toBe(`${wales}\\u{200b}`);
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
    "a\u00adb",
    "\u2800",
    "a\u0001",
    "\u202ea",
    "\u3000",
  ];
  for (const text of texts) expect(told.test(text), text).toBe(schema.safeParse(text).success);
});
