import { type Messages, type TranslationValues, useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/app-error.ts";

/** What the server refused, in words: by the rule that stood in the way where it named one. */
export function useSettingsProblem(): (error: unknown) => string | undefined {
  const t = useTranslations("errors");
  const rules = useTranslations("settings.rule");
  return (error) => {
    if (error === null) return undefined;
    const { code, details = {} } = shownErrorOf(error);
    const rule = String(details["rule"]) as keyof Messages["settings"]["rule"];
    return rules.has(rule) ? rules(rule, details as TranslationValues) : t(code);
  };
}
