import { expect, it } from "vitest";
import { parsePreprocess, writtenMode } from "./preprocess.ts";

const good = {
  mode: "char",
  foldFullWidth: true,
  foldDigits: true,
  foldLetters: true,
  lowerCase: false,
  windowLength: 126,
  windowOverlap: 32,
};

it.each([{}, { mode: "parity" }, { temperature: 1.4 }, { textPass: 1 }])("takes %j", (change) => {
  expect(parsePreprocess({ ...good, ...change }, 128)).toEqual({ ...good, ...change });
});

it("names decoding rules of the second edition, so that builds of the first refuse them", () => {
  const written = (["char", "parity"] as const).flatMap((mode) =>
    [
      ["O", "B-a", "E-a"],
      ["O", "B-a", "I-a"],
    ].map((labels) => writtenMode(mode, labels)),
  );
  expect(written).toEqual(["char", "char-2", "parity-2", "parity-2"]);
  const read = written.map((mode) => parsePreprocess({ ...good, mode }, 128).mode);
  expect(read).toEqual(["char", "char", "parity", "parity"]);
});

it.each([
  [{ mode: "word" }, 'mode: expected one of char, parity, char-2, parity-2, found "word"'],
  [{ mode: "parity-3" }, 'found "parity-3"'],
  [{ mode: "toString" }, 'found "toString"'],
  [{ foldDigits: 1 }, "foldDigits: expected true or false, found 1"],
  [{ windowLength: 127 }, "windowLength: expected at most 126"],
  [{ windowOverlap: 126 }, "windowOverlap: expected less than windowLength"],
  [{ textPass: 2 }, "textPass: expected 1, or nothing, found 2"],
  [{ temperature: 0 }, "temperature: expected a number above 0, found 0"],
  [{ temperature: "1" }, "temperature: expected a number above 0"],
])("refuses %j", (change, message) => {
  expect(() => parsePreprocess({ ...good, ...change }, 128)).toThrow(message);
});
