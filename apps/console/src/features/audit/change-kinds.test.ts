import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { messagesByLocale } from "@/i18n/messages.ts";

const domains = new URL("../../server/domains/", import.meta.url).pathname;
/** Events are no changes: nobody decided them. */
const notChanges = /\.test\.ts$|^audit\/record-event\.ts$|^fleet\/node\//;

/** Kinds that stand in the domains' source; those of traffic are put together from two words. */
function kindsInSource(): string[] {
  const files = readdirSync(domains, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !notChanges.test(file),
  );
  const subjects = Object.keys(messagesByLocale.en.audit.group).join("|");
  const literal = new RegExp(`"((?:${subjects})\\.[a-z-]+)"`, "g");
  const found = files.flatMap((file) => [...readFileSync(domains + file, "utf8").matchAll(literal)]);
  const ofTraffic = ["traffic", "nodes"].flatMap((type) =>
    ["shifted", "undone", "drain-ended"].map((verb) => `${type}.${verb}`),
  );
  return [...new Set([...found.map(([, kind = ""]) => kind), ...ofTraffic])].sort();
}

function textAt(tree: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], tree);
}

describe.each(Object.entries(messagesByLocale))("in %s", (_locale, { audit }) => {
  it.each(kindsInSource())("%s has a sentence and a name", (kind) => {
    expect(textAt(audit.says, kind)).toContain("<subject></subject>");
    expect(textAt(audit.kind, kind)).toEqual(expect.any(String));
  });
});

it("finds the kinds", () => {
  expect(kindsInSource()).toEqual(
    expect.arrayContaining(["region.created", "rollout.paused", "user.created"]),
  );
});
