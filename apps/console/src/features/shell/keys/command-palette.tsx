"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Cpu, Keyboard, Languages, LogOut, Route, SunMoon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { localeNames, locales } from "@/i18n/locale.ts";
import { CommandGroup, type CommandEntry } from "./command-group.tsx";
import { destinations } from "../destinations.ts";
import { signOut } from "../menus/sign-out.ts";
import { themes } from "@/client/themes.ts";
import { useChooseLanguage } from "@/client/use-choose-language.ts";

type CommandPaletteProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void; onHelp: () => void };

export function CommandPalette({ isOpen, onOpenChange, onHelp }: CommandPaletteProps) {
  const t = useTranslations("shell");
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t("palette")} isTitleHidden>
      <Commands onDone={() => onOpenChange(false)} onHelp={onHelp} />
    </Dialog>
  );
}

/** Mounted only while the palette is open: an observer of the same query keeps a page's prefetched data from taking effect. */
function Commands({ onDone, onHelp }: { onDone: () => void; onHelp: () => void }) {
  const t = useTranslations("shell");
  const groups = useCommands(onHelp);
  return (
    <Command label={t("palette")} loop>
      <Command.Input
        placeholder={t("paletteHint")}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-[52vh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-muted">{t("paletteEmpty")}</Command.Empty>
        <CommandGroup heading={t("pages")} entries={groups.pages} onDone={onDone} />
        <CommandGroup heading={t("agents")} entries={groups.agents} onDone={onDone} />
        <CommandGroup heading={t("settings")} entries={groups.settings} onDone={onDone} />
      </Command.List>
    </Command>
  );
}

function useCommands(onHelp: () => void): Record<"pages" | "agents" | "settings", CommandEntry[]> {
  const t = useTranslations("shell");
  const router = useRouter();
  const { setTheme } = useTheme();
  const chooseLanguage = useChooseLanguage();
  const fleet = useQuery(useTRPC().fleet.overview.queryOptions());

  const pages: CommandEntry[] = destinations.map(({ key, href, letter, Icon }) => ({
    id: key,
    label: t(`page.${key}`),
    hint: `g ${letter}`,
    Icon,
    run: () => router.push(href),
  }));
  const agents: CommandEntry[] = (fleet.data?.regions ?? []).flatMap((region) =>
    region.agents.map(({ id, name, role }) => ({
      id,
      label: name,
      hint: region.name,
      Icon: role === "gateway" ? Route : Cpu,
      run: () => router.push(`/fleet?agent=${id}`),
    })),
  );
  const settings: CommandEntry[] = [
    ...themes.map((theme) => ({
      id: `theme-${theme}`,
      label: `${t("theme")}: ${t(`themes.${theme}`)}`,
      Icon: SunMoon,
      run: () => setTheme(theme),
    })),
    ...locales.map((locale) => ({
      id: `language-${locale}`,
      label: `${t("language")}: ${localeNames[locale]}`,
      Icon: Languages,
      run: () => chooseLanguage(locale),
    })),
    { id: "keys", label: t("keys"), hint: "?", Icon: Keyboard, run: onHelp },
    { id: "sign-out", label: t("signOut"), Icon: LogOut, run: () => void signOut() },
  ];
  return { pages, agents, settings };
}
