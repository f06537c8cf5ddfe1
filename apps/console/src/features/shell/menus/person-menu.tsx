"use client";

import { Keyboard, LogOut, UserRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { CurrentSession } from "@/client/query/trpc.ts";
import { Button } from "@/components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu.tsx";

type PersonMenuProps = { user: CurrentSession["user"]; onHelp: () => void; onSignOut: () => void };

export function PersonMenu({ user, onHelp, onSignOut }: PersonMenuProps) {
  const t = useTranslations("shell");
  const trigger = (
    <Button look="quiet" size="icon" aria-label={t("person", { name: user.name })}>
      <UserRound size={16} aria-hidden />
    </Button>
  );
  return (
    <Menu trigger={trigger}>
      <div className="px-2 py-1.5">
        <p className="font-medium">{user.name}</p>
        <p className="text-xs text-muted">{user.email}</p>
        <p className="mt-1 text-xs text-muted">{t(`role.${user.role}`)}</p>
      </div>
      <MenuSeparator />
      <MenuItem onSelect={onHelp}>
        <Keyboard size={16} aria-hidden className="text-muted" />
        {t("keys")}
      </MenuItem>
      <MenuItem onSelect={onSignOut}>
        <LogOut size={16} aria-hidden className="text-muted" />
        {t("signOut")}
      </MenuItem>
    </Menu>
  );
}
