"use client";

import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/time.ts";
import type { Leaf } from "./compare-values.ts";

type Names = Record<string, string>;
type Words = ReturnType<typeof useTranslations<"audit">>;
type Key = Parameters<Words>[0];

/** Fields whose values are of a closed list with words of their own. */
const worded = new Set(["state", "role", "initialState", "then", "rule", "heldBackBy"]);
const timeShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Names things by a key, or by `fallback` where this console has no words for it. */
export function useWords(): (key: string, fallback: string) => string {
  const t = useTranslations("audit");
  return (key, fallback) => (t.has(key as Key) ? t(key as Key) : fallback);
}

/** Where a value stands in a change, step by step: things by name, fields in words. What only holds named things is no step. */
export function usePathText(): (path: readonly string[], names: Names) => string {
  const words = useWords();
  return (path, names) =>
    path
      .filter((_step, index) => !names[path[index + 1] ?? ""])
      .map((step) => names[step] ?? words(`field.${step}`, step))
      .join(" · ");
}

/** A value of a change as it is read. */
export function useValueText(): (leaf: Leaf, path: readonly string[], names: Names) => string {
  const words = useWords();
  const t = useTranslations("audit.value");
  const exactTime = useExactTime();
  return (leaf, path, names) => {
    if (leaf === undefined || leaf === null || leaf === "") return t("none");
    if (typeof leaf === "boolean") return leaf ? t("yes") : t("no");
    if (typeof leaf === "number") return String(leaf);
    if (timeShape.test(leaf)) return exactTime(new Date(leaf));
    if (worded.has(path.at(-1) ?? "")) return words(`value.${leaf}`, leaf);
    return names[leaf] ?? leaf;
  };
}
