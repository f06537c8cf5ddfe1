import { type Messages, type TranslationValues, useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useSafetyRefusal } from "@/client/use-safety-refusal.ts";

/** What the server refused, in words: by the rule that stood in the way where it named one. */
export function useSettingsProblem(): (error: unknown) => string | undefined {
  const t = useTranslations("errors");
  const rules = useTranslations("settings.rule");
  const refusalOf = useSafetyRefusal();
  return (error) => {
    if (error === null) return undefined;
    const shown = shownErrorOf(error);
    const { code, details = {} } = shown;
    const rule = String(details["rule"]) as keyof Messages["settings"]["rule"];
    return rules.has(rule) ? rules(rule, details as TranslationValues) : (refusalOf(shown) ?? t(code));
  };
}
