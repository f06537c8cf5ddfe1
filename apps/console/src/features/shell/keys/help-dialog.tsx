"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCommandKey } from "@/client/command-key.ts";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Kbd } from "@/components/ui/kbd.tsx";
import { destinations } from "../destinations.ts";

type HelpDialogProps = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void };

export function HelpDialog({ isOpen, onOpenChange }: HelpDialogProps) {
  const t = useTranslations("shell");
  const reference = useTranslations("apiReference");
  const commandKey = useCommandKey();
  const rows = [
    { keys: [commandKey, "K"], label: t("palette") },
    ...destinations.map(({ key, letter }) => ({ keys: ["g", letter], label: t(`page.${key}`) })),
    { keys: [commandKey, "↵"], label: t("runTest") },
    { keys: ["Esc"], label: t("closePanel") },
    { keys: ["?"], label: t("keys") },
  ];
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={t("keys")}>
      <dl className="px-6 pt-3 pb-5">
        {rows.map(({ keys, label }) => (
          <div
            key={keys.join()}
            className="flex items-center justify-between gap-4 border-b border-line py-2 last:border-0"
          >
            <dt>{label}</dt>
            <dd className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="px-6 pb-5">
        <Link
          href="/api-reference"
          onClick={() => onOpenChange(false)}
          className="text-accent-ink hover:underline"
        >
          {reference("title")}
        </Link>
      </p>
    </Dialog>
  );
}
