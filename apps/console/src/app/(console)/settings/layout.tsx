import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PageHead } from "@/components/page-head.tsx";
import { SettingsNavigation } from "@/features/settings/settings-navigation.tsx";
import { getSession } from "@/server/http/session.ts";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  const session = await getSession();
  // The page redirects to sign-in: only it knows the path to return to.
  if (!session) return children;
  const t = await getTranslations("settings.frame");
  return (
    <>
      <PageHead title={t("title")} purpose={t("purpose")} />
      <SettingsNavigation role={session.user.role} />
      {children}
    </>
  );
}
