"use client";

import { Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuChoice } from "@/components/ui/menu.tsx";
import { themes } from "@/client/themes.ts";

export function ThemeMenu() {
  const t = useTranslations("shell");
  const { theme, setTheme } = useTheme();
  const trigger = (
    <Button look="quiet" size="icon" aria-label={t("theme")}>
      <Sun size={16} aria-hidden className="dark:hidden" />
      <Moon size={16} aria-hidden className="hidden dark:block" />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <MenuChoice
        value={themes.find((known) => known === theme)}
        onChoose={setTheme}
        choices={themes.map((value) => ({ value, label: t(`themes.${value}`) }))}
      />
    </Menu>
  );
}
