"use client";

import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useSafetyRefusal } from "@/client/use-safety-refusal.ts";

/** What the server refused, in words, with the id by which its log knows the request. */
export function useTrafficProblem(): (error: unknown) => string {
  const t = useTranslations("traffic.problem");
  const general = useTranslations("errors");
  const refusalOf = useSafetyRefusal();
  return (error) => {
    const { code, details = {}, requestId } = shownErrorOf(error);
    const known = textOf(code, details);
    return requestId === null ? known : `${known} ${general("requestId")}: ${requestId}`;
  };

  function textOf(code: ReturnType<typeof shownErrorOf>["code"], details: Record<string, unknown>): string {
    const { by, rule, target } = details;
    if (code === "CONFLICT" && typeof by === "string") return t("conflict", { by });
    if (rule === "weights") return t("weights");
    if (rule === "split-held") return t("splitHeld");
    if (rule === "drain-deadline") return t("drainDeadline", { target: String(target) });
    return refusalOf({ details }) ?? general(code);
  }
}
