"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCommandKey } from "@/client/command-key.ts";
import type { CurrentSession } from "@/client/query/trpc.ts";
import { LanguageMenu } from "@/components/language-menu.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import { ConnectionMark } from "./marks/connection-mark.tsx";
import { LossMark } from "./marks/loss-mark.tsx";
import { PersonMenu } from "./menus/person-menu.tsx";
import { SafetyMark } from "./marks/safety-mark.tsx";
import { signOut } from "./menus/sign-out.ts";
import { ThemeMenu } from "./menus/theme-menu.tsx";
import { useChooseLanguage } from "@/client/use-choose-language.ts";

type TopBarProps = {
  session: CurrentSession;
  onNavigation: () => void;
  onPalette: () => void;
  onHelp: () => void;
};

export function TopBar({ session, onNavigation, onPalette, onHelp }: TopBarProps) {
  const t = useTranslations("shell");
  const chooseLanguage = useChooseLanguage();
  const commandKey = useCommandKey();
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center gap-1 border-b border-line bg-canvas px-2 md:px-6">
      <Button
        look="quiet"
        size="icon"
        className="md:hidden"
        aria-label={t("openNavigation")}
        onClick={onNavigation}
      >
        <MenuIcon size={16} aria-hidden />
      </Button>
      <span
        title={t("environment")}
        className="max-w-24 shrink-0 truncate rounded-sm border border-line-strong px-1.5 text-xs font-medium"
      >
        {session.environment}
      </span>
      <ConnectionMark />
      <LossMark />
      <SafetyMark />
      <div className="ml-auto flex shrink-0 items-center gap-1">
        <Button look="quiet" onClick={onPalette} className="max-sm:size-8 max-sm:p-0">
          <Search size={16} aria-hidden />
          <span className="sr-only">{t("palette")}</span>
          <span className="flex gap-0.5 max-sm:hidden">
            <Kbd>{commandKey}</Kbd>
            <Kbd>K</Kbd>
          </span>
        </Button>
        <LanguageMenu onChoose={chooseLanguage} />
        <ThemeMenu />
        <PersonMenu user={session.user} onHelp={onHelp} onSignOut={signOut} />
      </div>
    </header>
  );
}
