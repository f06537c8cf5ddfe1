import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";

/** What the server refused of a change of safety itself, in words. */
export function useSafetyProblem(): (error: unknown) => string | undefined {
  const t = useTranslations("safety.rule");
  const general = useTranslations("errors");
  return (error) => {
    if (error === null) return undefined;
    const { code, details = {} } = shownErrorOf(error);
    if (code === "CONFLICT" && typeof details["by"] === "string") return t("conflict", { by: details["by"] });
    return details["rule"] === "safety-switch" ? t("safety-switch") : general(code);
  };
}
