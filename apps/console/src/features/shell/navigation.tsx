"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { LinkPending } from "./link-pending.tsx";
import { destinations } from "./destinations.ts";

type NavigationProps = {
  isCollapsed?: boolean;
  /** The page is there: until then its link shows that it is pending. */
  onNavigate?: () => void;
};

export function Navigation({ isCollapsed = false, onNavigate }: NavigationProps) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const [shown] = useState(pathname);
  useEffect(() => {
    if (pathname !== shown) onNavigate?.();
  }, [pathname, shown, onNavigate]);
  return (
    <nav aria-label={t("navigation")} className="flex flex-col gap-0.5 p-2">
      {destinations.map(({ key, href, Icon }) => {
        const isCurrent = pathname.startsWith(href);
        const link = (
          <Link
            key={key}
            href={href}
            {...(onNavigate && isCurrent && { onClick: onNavigate })}
            aria-current={isCurrent ? "page" : undefined}
            aria-label={isCollapsed ? t(`page.${key}`) : undefined}
            className={clsx(
              "relative flex h-8 items-center gap-3 rounded-md px-2.5 font-medium",
              isCurrent ? "bg-accent-soft text-accent-ink" : "text-muted hover:bg-hover hover:text-ink",
            )}
          >
            <Icon size={16} aria-hidden className="shrink-0" />
            {!isCollapsed && t(`page.${key}`)}
            <LinkPending page={t(`page.${key}`)} isCollapsed={isCollapsed} />
          </Link>
        );
        return isCollapsed ? (
          <Tooltip key={key} side="right" label={t(`page.${key}`)}>
            {link}
          </Tooltip>
        ) : (
          link
        );
      })}
    </nav>
  );
}
