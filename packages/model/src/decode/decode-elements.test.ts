import { describe, expect, it } from "vitest";
import { createEncoder } from "../tokenizer/create-encoder.ts";
import type { EncodedText } from "../tokenizer/encoded-text.ts";
import { decodeElements } from "./decode-elements.ts";
import { decodeWindows } from "./decode-windows.ts";

const labels = ["O", "B-road", "I-road", "E-road", "S-road", "B-poi", "I-poi", "E-poi"];
const encoder = createEncoder({
  vocab: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"],
  preprocess: {
    mode: "char",
    foldFullWidth: true,
    foldDigits: true,
    foldLetters: true,
    lowerCase: false,
    windowLength: 6,
    windowOverlap: 2,
  },
});

/** Logits that favour one label per code point of the whole text, cut out for a row. */
function logitsFor(names: readonly string[], row: EncodedText, favour = 9): Float32Array {
  const logits = new Float32Array(row.ids.length * labels.length);
  row.offsets.forEach((at, i) => {
    if (at >= 0) logits[i * labels.length + labels.indexOf(names[at] as string)] = favour;
  });
  return logits;
}

describe("decodeElements", () => {
  it("counts code points and gives the text as typed", () => {
    const row = encoder.encode("𠮷🏠路 ９");
    const elements = decodeElements(
      logitsFor(["B-road", "I-road", "E-road", "O", "S-road"], row),
      row,
      labels,
    );
    expect(elements.map(({ type, start, end, text }) => [type, start, end, text])).toEqual([
      ["road", 0, 3, "𠮷🏠路"],
      ["road", 4, 5, "９"],
    ]);
  });

  it("leaves white space at the edges out of an element", () => {
    const row = encoder.encode(" 甲 乙\u3000  ");
    const names = ["B-road", "I-road", "I-road", "I-road", "E-road", "S-road", "S-road"];
    const elements = decodeElements(logitsFor(names, row), row, labels);
    expect(elements.map(({ start, end, text }) => [start, end, text])).toEqual([[1, 4, "甲 乙"]]);
  });

  it("never joins across O and never mixes types", () => {
    const row = encoder.encode("甲乙丙");
    const strongO = logitsFor(["B-poi", "O", "E-poi"], row);
    strongO[2 * labels.length] = 40;
    const across = decodeElements(strongO, row, labels);
    const mixed = decodeElements(logitsFor(["B-poi", "I-road", "E-poi"], row), row, labels);
    expect(across).toEqual([]);
    expect(mixed.map((e) => e.type)).toEqual(["poi"]);
  });

  it("never reaches across a border", () => {
    const row = { ...encoder.encode("甲乙丙丁"), borders: [2] };
    const elements = decodeElements(logitsFor(["B-poi", "I-poi", "I-poi", "E-poi"], row), row, labels);
    expect(elements.every(({ start, end }) => end <= 2 || start >= 2)).toBe(true);
    expect(elements.length).toBeGreaterThan(0);
  });

  it("reports the geometric mean of the softmax probabilities", () => {
    const row = encoder.encode("甲");
    const [element] = decodeElements(logitsFor(["S-road"], row, 2), row, labels);
    expect(element?.confidence).toBeCloseTo(Math.exp(2) / (Math.exp(2) + labels.length - 1), 6);
  });

  it("softens confidences, and nothing else, by the temperature", () => {
    const row = encoder.encode("甲乙");
    const logits = logitsFor(["B-road", "E-road"], row, 2);
    const [plain] = decodeElements(logits, row, labels);
    const [soft] = decodeElements(logits, row, labels, 2);
    expect(soft?.confidence).toBeCloseTo(Math.E / (Math.E + labels.length - 1), 6);
    expect({ ...soft, confidence: plain?.confidence }).toEqual(plain);
  });

  it("reports the smallest lead over another label, negative where the best one was not well-formed", () => {
    const row = encoder.encode("甲乙");
    const logits = logitsFor(["B-road", "E-road"], row, 5);
    logits[2 * labels.length + labels.indexOf("E-poi")] = 4;
    expect(decodeElements(logits, row, labels)[0]?.margin).toBeCloseTo(1, 6);
    logits[2 * labels.length + labels.indexOf("E-poi")] = 5.5;
    const [kept] = decodeElements(logits, row, labels);
    expect([kept?.type, kept?.margin]).toEqual(["road", -0.5]);
  });

  it("has nothing to say about an empty text", () => {
    const row = encoder.encode("");
    expect(decodeElements(new Float32Array(2 * labels.length), row, labels)).toEqual([]);
  });

  it("refuses too few logits", () => {
    const row = encoder.encode("甲乙");
    expect(() => decodeElements(new Float32Array(8), row, labels)).toThrow("fewer logits");
  });
});

describe("labels without E", () => {
  it("end with their last I, or with B where the type has no S", () => {
    const bio = ["O", "B-road", "I-road", "B-poi"];
    const row = encoder.encode("甲乙丙丁戊己");
    const names = ["B-road", "I-road", "B-road", "B-poi", "O", "B-poi"];
    const logits = new Float32Array(row.ids.length * bio.length);
    row.offsets.forEach((at, i) => {
      if (at >= 0) logits[i * bio.length + bio.indexOf(names[at] as string)] = 9;
    });
    const found = decodeElements(logits, row, bio).map(({ type, text }) => `${type}=${text}`);
    expect(found).toEqual(["road=甲乙", "road=丙", "poi=丁", "poi=己"]);
  });
});

describe("decodeWindows", () => {
  it("joins an element that crosses a seam", () => {
    const text = "甲乙丙丁戊己庚辛壬癸子丑";
    const names = ["O", "O", "B-poi", ...Array<string>(7).fill("I-poi"), "E-poi", "O"];
    const windows = encoder.encodeWindows(text);
    expect(windows.length).toBeGreaterThan(2);
    const elements = decodeWindows(
      windows.map((encoded) => ({ encoded, logits: logitsFor(names, encoded) })),
      labels,
    );
    expect(elements.map(({ type, start, end }) => [type, start, end])).toEqual([["poi", 2, 11]]);
  });

  it("keeps borders, counted in the whole text, in whichever window they lie", () => {
    const text = "甲乙丙丁戊己庚辛壬癸子丑";
    const names = ["B-poi", ...Array<string>(10).fill("I-poi"), "E-poi"];
    const windows = encoder.encodeWindows(text).map((encoded) => ({ ...encoded, borders: [3, 8] }));
    const found = decodeWindows(
      windows.map((encoded) => ({ encoded, logits: logitsFor(names, encoded) })),
      labels,
    );
    for (const border of [3, 8]) {
      expect(found.some(({ start, end }) => start < border && end > border)).toBe(false);
    }
    expect(found.at(-1)?.end).toBe(12);
  });

  it("takes each side of an overlap from the window that sees more around it", () => {
    const [left, right] = encoder.encodeWindows("甲乙丙丁戊己庚辛壬癸") as [EncodedText, EncodedText];
    const say = (encoded: EncodedText, name: string) => ({
      encoded,
      logits: logitsFor(Array<string>(10).fill(name), encoded),
    });
    const elements = decodeWindows([say(left, "S-road"), say(right, "O")], labels);
    // The windows share code points 4 and 5: 4 stays with the left one.
    expect(elements.map((e) => e.start)).toEqual([0, 1, 2, 3, 4]);
  });
});
