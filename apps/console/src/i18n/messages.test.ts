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

it("has the same placeholders in both languages", () => {
  const differs = ([key, message]: [string, string]) =>
    placeholders(chinese.get(key) ?? "").join() !== placeholders(message).join();
  expect([...english].filter(differs)).toEqual([]);
});

it("says everything without exclamation marks", () => {
  expect([...english, ...chinese].filter(([, message]) => /[!！]/.test(message))).toEqual([]);
});
