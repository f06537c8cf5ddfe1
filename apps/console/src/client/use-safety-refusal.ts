"use client";

import { SafetyRuleName } from "@meridian/contracts/api";
import { type TranslationValues, useTranslations } from "next-intl";
import type { ShownError } from "./query/app-error.ts";

/** Which safety rule stood in the way, in words; null when none did. */
export function useSafetyRefusal(): (error: Pick<ShownError, "details">) => string | null {
  const t = useTranslations("safety.rule");
  return ({ details = {} }) => {
    const rule = SafetyRuleName.safeParse(details["rule"]).data;
    return rule ? t(rule, details as TranslationValues) : null;
  };
}
