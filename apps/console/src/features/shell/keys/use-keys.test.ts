import { expect, it } from "vitest";
import { type KeyPress, nextKey, noSequence } from "./use-keys.ts";

const letters = ["f", "t"];
const press = (key: string, more: Partial<KeyPress> = {}) => ({
  key,
  isCommand: false,
  isTyping: false,
  ...more,
});

it("goes by g and a letter, in time", () => {
  const [awaiting] = nextKey(noSequence, press("g"), letters, 1000);
  expect(nextKey(awaiting, press("t"), letters, 1500)[1]).toEqual({ kind: "go", letter: "t" });
  expect(nextKey(awaiting, press("t"), letters, 9000)[1]).toEqual({ kind: "none" });
  expect(nextKey(awaiting, press("x"), letters, 1500)).toEqual([noSequence, { kind: "none" }]);
});

it("leaves people alone while they type, except for the palette", () => {
  expect(nextKey(noSequence, press("?", { isTyping: true }), letters, 0)[1]).toEqual({ kind: "none" });
  expect(nextKey(noSequence, press("g", { isTyping: true }), letters, 0)[0]).toEqual(noSequence);
  expect(nextKey(noSequence, press("k", { isTyping: true, isCommand: true }), letters, 0)[1]).toEqual({
    kind: "palette",
  });
});

it("opens the help by ?", () => {
  expect(nextKey(noSequence, press("?"), letters, 0)[1]).toEqual({ kind: "help" });
});
