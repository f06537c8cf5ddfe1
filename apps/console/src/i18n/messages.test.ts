import { expect, it } from "vitest";
import { messagesByLocale } from "./messages.ts";

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return typeof value === "string" ? [[path, value] satisfies [string, string]] : flatten(value, path);
  });
}

/** Names of arguments and tags of an ICU message: `{count, plural, …}` → count, `<b>` → b. */
function placeholders(message: string): string[] {
  const found = message.matchAll(/\{(\w+)(?=[,}])|<(\w+)>/g);
  return [...new Set([...found].map(([, argument, tag]) => argument ?? tag ?? ""))].sort();
}

const english = new Map(flatten(messagesByLocale.en));
const chinese = new Map(flatten(messagesByLocale["zh-CN"]));

it("has the same keys in both languages", () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

it.each([...english])("%s has the same placeholders", (key, message) => {
  expect(placeholders(chinese.get(key) ?? "")).toEqual(placeholders(message));
});

it.each([...english, ...chinese])("%s is said without exclamation marks", (_key, message) => {
  expect(message).not.toMatch(/[!！]/);
});
