import { roleIncludes, type UserRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";

/** Why a person who is no administrator cannot do this; undefined for those who can. */
export function useAdminReason(role: UserRole): string | undefined {
  const t = useTranslations("settings.frame");
  const roleName = useTranslations("shell.role");
  return roleIncludes(role, "admin") ? undefined : t("needsAdmin", { role: roleName(role) });
}
