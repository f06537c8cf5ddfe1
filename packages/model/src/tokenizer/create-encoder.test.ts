import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codePointSlicer } from "../decode/decode-elements.ts";
import type { Preprocess } from "../version/preprocess.ts";
import { createEncoder } from "./create-encoder.ts";
import { keyOfWindows } from "./encoded-text.ts";

const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "0", "A", "浙", "江", "𠮷", "-", "a"];
const preprocess: Preprocess = {
  mode: "char",
  foldFullWidth: true,
  foldDigits: true,
  foldLetters: true,
  lowerCase: false,
  windowLength: 10,
  windowOverlap: 4,
};
const encoder = createEncoder({ vocab, preprocess });
const anyText = fc.string({ unit: "binary", maxLength: 60 });
const anyUnits = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));

describe("encode", () => {
  it.each([
    ["浙江", [7, 8]],
    ["", []],
    ["19Z", [5, 5, 6]],
    ["１９ｚ－", [5, 5, 6, 10]],
    ["𠮷浙", [9, 7]],
    ["🏠\u200d🏠", [1, 1, 1]],
    ["\u0000\u001b\n", [1, 1, 1]],
    ["\ud800浙\udc00", [1, 7, 1]],
    ["[SEP]", [1, 6, 6, 6, 1]],
    ["é", [1]],
  ])("gives %j one token per code point", (text, ids) => {
    expect(Array.from(encoder.encode(text).ids)).toEqual([2, ...ids, 3]);
  });

  it("lower-cases last, for vocabularies that have only lower case", () => {
    const lower = createEncoder({ vocab, preprocess: { ...preprocess, lowerCase: true } });
    expect(Array.from(lower.encode("Ｂ").ids)).toEqual([2, 11, 3]);
  });

  it("keeps offsets that slice back to every character, for any string", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (text) => {
        const { ids, offsets } = encoder.encode(text);
        const slice = codePointSlicer(text);
        const characters = Array.from(offsets.subarray(1, -1), (at) => slice(at, at + 1));
        expect(characters).toEqual(Array.from(text));
        expect(ids.length).toBe(characters.length + 2);
        expect([offsets[0], offsets.at(-1)]).toEqual([-1, -1]);
      }),
    );
  });

  it("gives ids inside the vocabulary, for any string", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (text) => {
        expect(encoder.encode(text).ids.every((id) => id >= 0 && id < vocab.length)).toBe(true);
      }),
    );
  });
});

describe("encode with the text pass", () => {
  const passing = createEncoder({ vocab, preprocess: { ...preprocess, textPass: 1 } });
  const brief = (text: string) => {
    const { ids, offsets, borders = [] } = passing.encode(text);
    return [ids, offsets].map((row) => Array.from(row.subarray(1, -1))).concat([[...borders]]);
  };

  it.each([
    ["浙江", [7, 8], [0, 1], []],
    [" 浙\u3000江\u200b ", [7, 8], [1, 3], []],
    ["浙\n江", [7, 8], [0, 2], [1]],
    ["\n，浙，（江）\n", [7, 8], [2, 5], [1]],
    ["🏠浙👨‍👩‍👧江", [7, 8], [1, 7], [1]],
    ["浙 13800000000 江", [7, 8], [0, 14], [1]],
    ["電話：13800000000", [], [], []],
    ["", [], [], []],
  ])("gives %j tokens, offsets and borders", (text, ids, offsets, borders) => {
    expect(brief(text)).toEqual([ids, offsets, borders]);
  });

  it("folds traditional characters only there", () => {
    const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "东"];
    const idsOf = (textPass?: 1) =>
      Array.from(
        createEncoder({ vocab, preprocess: { ...preprocess, ...(textPass && { textPass }) } }).encode("東⻓")
          .ids,
      );
    expect(idsOf()).toEqual([2, 1, 1, 3]);
    expect(idsOf(1)).toEqual([2, 4, 1, 3]);
  });

  it("leaves the tokens of parity mode alone", () => {
    const parity: Preprocess = { ...preprocess, mode: "parity" };
    const encode = (rules: Preprocess) =>
      createEncoder({ vocab, preprocess: rules }).encode("收货人：李明\n浙江");
    expect(encode({ ...parity, textPass: 1 })).toEqual(encode(parity));
  });

  it("keeps offsets rising and inside the text, for any string", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, anyUnits), (text) => {
        const offsets = Array.from(passing.encode(text).offsets.subarray(1, -1));
        expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b));
        expect(offsets.at(-1) ?? -1).toBeLessThan(Array.from(text).length);
      }),
    );
  });
});

describe("keyOfWindows", () => {
  const passing = createEncoder({ vocab, preprocess: { ...preprocess, textPass: 1 } });
  const keyOf = (text: string) => keyOfWindows(passing.encodeWindows(text));

  it("is one for texts that the model cannot tell apart", () => {
    expect(keyOf("浙江1号")).toBe(keyOf("浙江2号"));
    expect(keyOf("浙江浙江浙江浙江浙江浙江1")).toBe(keyOf("浙江浙江浙江浙江浙江浙江2"));
  });

  it.each([
    ["浙江", "浙 江"],
    ["13800000000浙江", "138 0000 0000浙江"],
    ["浙江", "浙\n江"],
    ["浙 江", "浙\n江"],
    ["电话:13800000000浙江", "电话13800000000浙江"],
    ["浙江浙江浙江浙江浙江浙江", "浙江浙江浙江浙江浙江 浙江"],
  ])("differs where elements would stand elsewhere: %j and %j", (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
});

describe("encodeWindows", () => {
  it("is one pass where one pass is possible", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 10 }), (text) => {
        expect(encoder.encodeWindows(text)).toEqual([encoder.encode(text)]);
      }),
    );
  });

  it("covers every code point, overlaps by at least the overlap, and never exceeds the window", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 11, maxLength: 200 }), (text) => {
        const whole = encoder.encode(text);
        const windows = encoder.encodeWindows(text);
        if (whole.ids.length <= 12) return;
        let covered = 0;
        for (const [i, window] of windows.entries()) {
          const first = window.offsets[1] as number;
          expect(window.ids.length).toBe(12);
          expect(first).toBeLessThanOrEqual(i === 0 ? 0 : covered - 4);
          expect(window.ids.subarray(1, -1)).toEqual(whole.ids.subarray(first + 1, first + 11));
          covered = first + 10;
        }
        expect(covered).toBe(whole.ids.length - 2);
      }),
    );
  });
});
