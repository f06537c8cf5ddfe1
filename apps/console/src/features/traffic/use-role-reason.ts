"use client";

import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";

/** Why a person cannot do what needs a role; undefined for those who can. */
export function useRoleReason(role: UserRole, needed: "operator" | "approver"): string | undefined {
  const t = useTranslations("traffic.needs");
  const roleName = useTranslations("shell.role");
  if (roleIncludes(role, needed)) return undefined;
  return t(needed, { role: roleName(role) });
}
