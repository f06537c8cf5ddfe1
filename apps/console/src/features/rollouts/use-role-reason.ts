"use client";

import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";

const needed: UserRole = "approver";

/** Why this person may not change a rollout; undefined when they may. */
export function useRoleReason(role: UserRole): string | undefined {
  const t = useTranslations("rollouts.disabled");
  const nameOf = useTranslations("shell.role");
  if (roleIncludes(role, needed)) return undefined;
  return t("role", { role: nameOf(role), needed: nameOf(needed) });
}
