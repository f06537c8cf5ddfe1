import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codePointSlicer } from "../decode/decode-elements.ts";
import type { Preprocess } from "../version/preprocess.ts";
import { createEncoder } from "./create-encoder.ts";

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
