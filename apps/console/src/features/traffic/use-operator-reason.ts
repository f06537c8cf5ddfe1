"use client";

import { roleIncludes, type UserRole } from "@meridian/contracts";
import { useTranslations } from "next-intl";

/** Why a person cannot shift traffic; undefined for those who can. */
export function useOperatorReason(role: UserRole): string | undefined {
  const t = useTranslations("traffic");
  const roleName = useTranslations("shell.role");
  if (roleIncludes(role, "operator")) return undefined;
  return t("needsOperator", { role: roleName(role) });
}
