"use client";

import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { useSession } from "./session.tsx";

/** Why this person may not do what needs a role, for a disabled control; undefined when they may. */
export function useMay(needed: UserRole): string | undefined {
  const t = useTranslations("refusal");
  const nameOf = useTranslations("shell.role");
  const { role } = useSession().user;
  return roleIncludes(role, needed) ? undefined : t("role", { role: nameOf(role), needed: nameOf(needed) });
}
