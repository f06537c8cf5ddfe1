"use client";

import clsx from "clsx";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { BrandMark } from "@/components/brand-mark.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Navigation } from "./navigation.tsx";

type RailProps = { isCollapsed: boolean; onToggle: () => void };

export function Rail({ isCollapsed, onToggle }: RailProps) {
  const t = useTranslations("shell");
  const Icon = isCollapsed ? PanelLeftOpen : PanelLeftClose;
  return (
    <aside
      className={clsx(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-r border-line bg-surface md:flex",
        isCollapsed ? "w-[53px]" : "w-55",
      )}
    >
      <div className="flex h-12 items-center gap-2.5 px-3.5">
        <BrandMark className="size-6" />
        {!isCollapsed && <span className="text-base font-semibold tracking-tight">Meridian</span>}
      </div>
      <Navigation isCollapsed={isCollapsed} />
      <div className="mt-auto p-2">
        <Button
          look="quiet"
          onClick={onToggle}
          aria-expanded={!isCollapsed}
          aria-label={isCollapsed ? t("expand") : undefined}
          className="w-full justify-start gap-3 px-2.5"
        >
          <Icon size={16} aria-hidden className="shrink-0" />
          {!isCollapsed && t("collapse")}
        </Button>
      </div>
    </aside>
  );
}
