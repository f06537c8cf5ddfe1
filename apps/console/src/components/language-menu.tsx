"use client";

import { Languages } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type Locale, localeNames, locales } from "@/i18n/locale.ts";
import { Button } from "./ui/button.tsx";
import { Menu, MenuChoice } from "./ui/menu.tsx";

export function LanguageMenu({ onChoose }: { onChoose: (locale: Locale) => void }) {
  const t = useTranslations("shell");
  const trigger = (
    <Button look="quiet" size="icon" aria-label={t("language")}>
      <Languages size={16} aria-hidden />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <MenuChoice
        value={useLocale()}
        onChoose={onChoose}
        choices={locales.map((locale) => ({ value: locale, label: localeNames[locale], lang: locale }))}
      />
    </Menu>
  );
}
