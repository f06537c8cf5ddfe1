import { expect, it } from "vitest";
import { parsePreprocess } from "./preprocess.ts";

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

it.each([
  [{ mode: "word" }, 'mode: expected "char" or "parity", found "word"'],
  [{ foldDigits: 1 }, "foldDigits: expected true or false, found 1"],
  [{ windowLength: 127 }, "windowLength: expected at most 126"],
  [{ windowOverlap: 126 }, "windowOverlap: expected less than windowLength"],
  [{ textPass: 2 }, "textPass: expected 1, or nothing, found 2"],
  [{ temperature: 0 }, "temperature: expected a number above 0, found 0"],
  [{ temperature: "1" }, "temperature: expected a number above 0"],
])("refuses %j", (change, message) => {
  expect(() => parsePreprocess({ ...good, ...change }, 128)).toThrow(message);
});
