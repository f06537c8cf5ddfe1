import { expect, it } from "vitest";
import { chooseLocale } from "./locale.ts";

it.each([
  ["zh-CN", "en-GB,en;q=0.9", "zh-CN"],
  ["en", "zh-CN", "en"],
  [undefined, "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"],
  [undefined, "zh-TW", "zh-CN"],
  [undefined, "de-DE,de;q=0.9,zh;q=0.4,en;q=0.7", "en"],
  [undefined, "zh;q=0,en;q=0.1", "en"],
  [undefined, "fr", "en"],
  ["tlh", null, "en"],
  ["", "", "en"],
])("cookie %j and header %j give %s", (chosen, header, locale) => {
  expect(chooseLocale(chosen, header)).toBe(locale);
});
