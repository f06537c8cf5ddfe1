import { describe, expect, it } from "vitest";
import { createEncoder } from "../tokenizer/create-encoder.ts";
import { decodeElements } from "./decode-elements.ts";
import { decodeWindows } from "./decode-windows.ts";

const labels = ["O", "B-road", "I-road", "E-road", "S-road", "B-poi", "I-poi", "E-poi", "S-poi"];
const vocab = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "140", "##8", "cafe", "路", "号", "[", "]", "sep"];
const encoder = createEncoder({
  vocab,
  preprocess: {
    mode: "parity",
    foldFullWidth: false,
    foldDigits: false,
    foldLetters: false,
    lowerCase: true,
    windowLength: 20,
    windowOverlap: 6,
  },
});

/** Logits of `favour` for one label per word and 0 for the rest; rows that do not count speak for O. */
function logitsFor(text: string, names: readonly string[], favour = 6) {
  const encoded = encoder.encode(text);
  const logits = new Float32Array(encoded.ids.length * labels.length);
  let word = 0;
  encoded.offsets.forEach((start, row) => {
    const name = start >= 0 ? (names[word++] as string) : "O";
    logits[row * labels.length + labels.indexOf(name)] = favour;
  });
  return { encoded, logits };
}

function elementsOf(text: string, names: readonly string[]) {
  const { encoded, logits } = logitsFor(text, names);
  return decodeElements(logits, encoded, labels).map(({ type, text }) => `${type}=${text}`);
}

describe("what the reference gets right", () => {
  it("takes a word's label from its first piece and spans the whole word", () => {
    expect(elementsOf("路1408号", ["S-road", "B-poi", "E-poi"])).toEqual(["road=路", "poi=1408号"]);
  });

  it.each([
    ["one after another", ["B-road", "E-road", "S-road"], ["road=路路", "road=号"]],
    ["a B ends what is open", ["B-road", "I-road", "B-poi"], ["road=路路", "poi=号"]],
    ["an I opens one", ["I-road", "E-road", "O"], ["road=路路"]],
    ["an E opens one and closes it", ["E-poi", "O", "B-road"], ["poi=路", "road=号"]],
    ["nothing is open behind an S", ["S-road", "S-road", "I-road"], ["road=路", "road=路", "road=号"]],
    ["an I of another type goes on", ["B-poi", "I-road", "E-poi"], ["poi=路路号"]],
    ["an E of another type goes on and closes", ["B-poi", "E-road", "I-poi"], ["poi=路路", "poi=号"]],
    ["the first type stays where an I opened", ["I-road", "I-poi", "E-poi"], ["road=路路号"]],
    ["an S of another type does not go on", ["B-poi", "I-poi", "S-road"], ["poi=路路", "road=号"]],
    ["an E reaches across an O", ["B-poi", "O", "E-poi"], ["poi=路路号"]],
    ["so does an I of another type", ["B-poi", "O", "I-road"], ["poi=路路号"]],
    ["an O at the end is left out", ["B-poi", "O", "O"], ["poi=路"]],
    ["a B behind an O begins anew", ["B-poi", "O", "B-poi"], ["poi=路", "poi=号"]],
  ])("groups: %s", (_, names, expected) => {
    expect(elementsOf("路路号", names)).toEqual(expected);
  });

  it("scores all words that an element spans", () => {
    const { encoded, logits } = logitsFor("路路号", ["B-poi", "O", "E-poi"], 3);
    const probability = Math.exp(3) / (Math.exp(3) + labels.length - 1);
    const [element] = decodeElements(logits, encoded, labels);
    expect(element?.confidence).toBeCloseTo(probability, 6);
    expect(element?.margin).toBeCloseTo(3, 6);
  });
});

describe("what it gets wrong", () => {
  it("reads probabilities one row too early, so [CLS] speaks for the first word", () => {
    const { encoded, logits } = logitsFor("路号", ["S-road", "O"], 3);
    logits.fill(0, 0, labels.length);
    const [element] = decodeElements(logits, encoded, labels);
    expect(element?.confidence).toBeCloseTo(Math.exp(3) / (Math.exp(3) + labels.length - 1), 6);
  });

  it("crashes on characters outside the vocabulary and on accents", () => {
    expect(elementsOf("埭🏠路", ["B-road", "I-road", "E-road"])).toEqual(["road=埭🏠路"]);
    expect(elementsOf("𠮷Café路", ["O", "B-poi", "E-poi"])).toEqual(["poi=Café路"]);
  });

  it("stops labelling at a typed [SEP]", () => {
    expect(elementsOf("[SEP]路号", ["O", "O", "O", "B-road", "E-road"])).toEqual(["road=路号"]);
  });

  it("pads every text to 512 tokens", () => {
    expect(encoder.encode("路1408号").ids.length).toBe(6);
  });

  it("drops what stands behind the last position", () => {
    const text = "路".repeat(50);
    const names = [...Array<string>(17).fill("O"), "B-road", ...Array<string>(31).fill("I-road"), "E-road"];
    const whole = logitsFor(text, names);
    const windows = encoder.encodeWindows(text).map((encoded) => {
      const from = encoded.firstToken * labels.length;
      return { encoded, logits: whole.logits.slice(from, from + encoded.ids.length * labels.length) };
    });
    expect(windows.length).toBeGreaterThan(2);
    const joined = decodeWindows(windows, labels);
    expect(joined).toEqual(decodeElements(whole.logits, whole.encoded, labels));
    expect(joined.map(({ start, end }) => [start, end])).toEqual([[17, 50]]);
  });
});
