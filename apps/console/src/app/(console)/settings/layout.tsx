import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { SettingsNavigation } from "@/features/settings/settings-navigation.tsx";
import { getSession } from "@/server/http/session.ts";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  // The page redirects to sign-in: only it knows the path to return to.
  if (!session) return children;
  const t = await getTranslations("settings.frame");
  return (
    <>
      <h1 className="mb-4 text-title font-semibold tracking-tight">{t("title")}</h1>
      <SettingsNavigation role={session.user.role} />
      {children}
    </>
  );
}
