"use client";

import type { UserRole } from "@meridian/contracts/fleet";
import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { settingsTabsFor } from "./settings-tabs.ts";

/** The parts of the settings that this role may use; on a small screen the row scrolls. */
export function SettingsNavigation({ role }: { role: UserRole }) {
  const t = useTranslations("settings.frame");
  const pathname = usePathname();
  return (
    <nav
      aria-label={t("title")}
      className="mb-6 flex gap-6 overflow-x-auto max-sm:gap-4 border-b border-line"
    >
      {settingsTabsFor(role).map(({ key, href }) => {
        const isCurrent = pathname.startsWith(href);
        return (
          <Link
            key={key}
            href={href}
            aria-current={isCurrent ? "page" : undefined}
            className={clsx(
              "-mb-px border-b-2 pb-2 font-medium whitespace-nowrap focus-visible:-outline-offset-2",
              isCurrent ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {t(`tab.${key}`)}
          </Link>
        );
      })}
    </nav>
  );
}
