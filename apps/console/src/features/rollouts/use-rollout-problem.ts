"use client";

import { RolloutState } from "@meridian/contracts/api";
import { type Messages, type TranslationValues, useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useSafetyRefusal } from "@/client/use-safety-refusal.ts";

type Rule = keyof Messages["rollouts"]["rule"];

/** What the server refused, in words: by the rule that stood in the way where it named one. */
export function useRolloutProblem(): (error: unknown) => string | undefined {
  const t = useTranslations("rollouts");
  const rules = useTranslations("rollouts.rule");
  const errors = useTranslations("errors");
  const refusalOf = useSafetyRefusal();
  return (error) => {
    if (error === null) return undefined;
    const { code, details = {} } = shownErrorOf(error);
    if (code === "CONFLICT" && details["version"]) return t("conflict", details as { version: string });
    const rule = String(details["rule"]) as Rule;
    if (!rules.has(rule)) return refusalOf({ details }) ?? errors(code);
    const state = RolloutState.safeParse(details["state"]).data;
    return rules(rule, { ...details, ...(state && { state: t(`state.${state}`) }) } as TranslationValues);
  };
}
