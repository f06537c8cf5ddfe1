import { Tokenizer } from "@huggingface/tokenizers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codePointSlicer } from "../decode/decode-elements.ts";
import { createEncoder } from "./create-encoder.ts";

const SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const PIECES = [
  "1",
  "14",
  "140",
  "0",
  "##8",
  "##4",
  "##0",
  "##00",
  "a",
  "##b",
  "##a",
  "cafe",
  "km",
  "##m",
  "sep",
];
const WORDS = [
  "浙",
  "江",
  "省",
  "路",
  "号",
  "𠮷",
  "豈",
  "(",
  ")",
  "[",
  "]",
  "-",
  "（",
  "；",
  ";",
  "。",
  "、",
  "α",
];
const vocab = [...SPECIALS, ...PIECES, ...WORDS];

const encoderOf = (lowerCase: boolean, windowLength = 510) =>
  createEncoder({
    vocab,
    preprocess: {
      mode: "parity",
      foldFullWidth: true,
      foldDigits: true,
      foldLetters: true,
      lowerCase,
      windowLength,
      windowOverlap: 4,
    },
  });
const encoder = encoderOf(true);

const referenceOf = (lowercase: boolean) =>
  new Tokenizer(
    {
      version: "1.0",
      added_tokens: [],
      normalizer: {
        type: "BertNormalizer",
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase,
      },
      pre_tokenizer: { type: "BertPreTokenizer" },
      post_processor: null,
      decoder: null,
      model: {
        type: "WordPiece",
        unk_token: "[UNK]",
        continuing_subword_prefix: "##",
        max_input_chars_per_word: 100,
        vocab: Object.fromEntries(vocab.map((token, id) => [token, id])),
      },
    },
    {},
  );

/** Words as text with the tokens they became. */
function words(text: string): string[] {
  const { ids, offsets, ends } = encoder.encode(text);
  const slice = codePointSlicer(text);
  const found: string[] = [];
  for (let i = 1; i < ids.length - 1; i++) {
    const token = vocab[ids[i] as number] as string;
    if ((offsets[i] as number) < 0) found.push(`${found.pop() ?? ""} ${token}`);
    else found.push(`${slice(offsets[i] as number, ends?.[i] as number)}=${token}`);
  }
  return found;
}

describe("word pieces", () => {
  it.each([
    ["浙江省", ["浙=浙", "江=江", "省=省"]],
    ["路1408号", ["路=路", "1408=140 ##8", "号=号"]],
    ["1400 0", ["1400=140 ##0", "0=0"]],
    ["A座aB", ["A=a", "座=[UNK]", "aB=a ##b"]],
    ["Café路", ["Café=cafe", "路=路"]],
    ["cafe\u0301路", ["cafe\u0301=cafe", "路=路"]],
    ["(14-0)", ["(=(", "14=14", "-=-", "0=0", ")=)"]],
    ["𠮷路", ["𠮷=𠮷", "路=路"]],
    ["埭路🏠号", ["埭=[UNK]", "路=路", "🏠=[UNK]", "号=号"]],
    ["1\u0000\u200b4\uf881 0", ["1\u0000\u200b4=14", "0=0"]],
    ["[SEP]路", ["[=[", "SEP=sep", "]=]", "路=路"]],
    ["\uf900\u037e", ["\uf900=豈", "\u037e=;"]],
    ["a".repeat(101), [`${"a".repeat(101)}=[UNK]`]],
    ["１４", ["１４=[UNK]"]],
    ["", []],
    [" \u3000\n", []],
  ])("cuts %j", (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it.each([true, false])("gives the reference tokenizer's ids, lower case %s", (lowercase) => {
    const [ours, reference] = [encoderOf(lowercase), referenceOf(lowercase)];
    const piece = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom(...vocab.map((token) => token.replace("##", "")), " ", "É", "Å"),
      },
      { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 4 }) },
    );
    // Left out: what the library reads otherwise than BERT (Han beyond U+FFFF, unassigned code points), and what
    // lower-casing and reordering decide by their neighbours (sigma, spacing marks).
    const text = fc
      .array(piece, { maxLength: 12 })
      .map((pieces) => pieces.join("").replace(/[\u{20000}-\u{2fa1f}\p{Cn}\p{Mc}\u03a3]/gu, ""));
    fc.assert(
      fc.property(text, (text) => {
        const { ids } = reference.encode(text, { add_special_tokens: false });
        expect(Array.from(ours.encode(text).ids.subarray(1, -1))).toEqual(ids);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps words in order and inside the text, for any string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const { ids, offsets, ends } = encoder.encode(text);
        expect([offsets.length, ends?.length]).toEqual([ids.length, ids.length]);
        let at = 0;
        for (let i = 1; i < ids.length - 1; i++) {
          if ((offsets[i] as number) < 0) continue;
          expect(offsets[i]).toBeGreaterThanOrEqual(at);
          expect(ends?.[i]).toBeGreaterThan(offsets[i] as number);
          at = ends?.[i] as number;
        }
        expect(at).toBeLessThanOrEqual(Array.from(text).length);
      }),
    );
  });

  it("cuts long texts into windows that hold every token", () => {
    const text = "浙江省路1408号".repeat(5);
    const whole = encoder.encode(text);
    const windows = encoderOf(true, 12).encodeWindows(text);
    expect(windows.length).toBeGreaterThan(2);
    for (const { ids, offsets, ends, firstToken } of windows) {
      const range = [firstToken + 1, firstToken + 13] as const;
      expect(ids.subarray(1, -1)).toEqual(whole.ids.subarray(...range));
      expect(offsets.subarray(1, -1)).toEqual(whole.offsets.subarray(...range));
      expect(ends?.subarray(1, -1)).toEqual(whole.ends?.subarray(...range));
    }
    expect(windows.at(-1)?.firstToken).toBe(whole.ids.length - 14);
  });
});
