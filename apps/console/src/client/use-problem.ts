"use client";

import { RolloutState } from "@meridian/contracts/api";
import { type Messages, type TranslationValues, useFormatter, useTranslations } from "next-intl";
import { type ShownError, shownErrorOf } from "./query/app-error.ts";

type Rule = keyof Messages["refusal"]["rule"];

/** What the server refused, in words: who was faster, which rule stood in the way, and the request's id in the log. */
export function useProblem(): (error: unknown) => string | undefined {
  const t = useTranslations("errors");
  const refusal = useTranslations("refusal");
  const textOf = useRefusal();
  return (error) => {
    if (error === null || error === undefined) return undefined;
    const shown = shownErrorOf(error);
    const text = textOf(shown) ?? t(shown.code);
    if (shown.requestId === null) return text;
    return refusal("withRequestId", { text, label: t("requestId"), id: shown.requestId });
  };
}

type Refusal = Pick<ShownError, "code" | "details">;

/** The reason that an error's details give; null when they give none. */
function useRefusal(): (error: Refusal) => string | null {
  const t = useTranslations("refusal");
  const rules = useTranslations("refusal.rule");
  const format = useFormatter();
  const stateName = useTranslations("rollouts.state");
  return ({ code, details = {} }) => {
    const { by, version } = details;
    if (code === "CONFLICT" && typeof by === "string") return t("changedBy", { by });
    if (code === "CONFLICT" && typeof version === "string") return t("rolloutOpen", { version });
    const rule = String(details["rule"]) as Rule;
    if (!rules.has(rule)) return null;
    const state = RolloutState.safeParse(details["state"]).data;
    const lists = Object.entries(details).filter((entry): entry is [string, string[]] => isNames(entry[1]));
    const values = {
      ...details,
      ...Object.fromEntries(lists.map(([name, names]) => [name, format.list(names)])),
    };
    return rules(rule, { ...values, ...(state && { state: stateName(state) }) } as TranslationValues);
  };
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}
