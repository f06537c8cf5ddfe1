import { expect, it } from "vitest";
import { answerLines } from "./answer-lines.ts";

it.each([
  [{}, ""],
  [{ ok: true }, "ok  true\n"],
  [{ email: "li@a.b", personalTokens: 0 }, "email           li@a.b\npersonalTokens  0\n"],
  [{ findings: [{ revision: "3" }], none: null }, 'findings  [{"revision":"3"}]\nnone      null\n'],
])("%o", (answer, text) => {
  expect(answerLines(answer)).toBe(text);
});
