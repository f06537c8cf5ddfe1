"use client";

import { useTranslations } from "next-intl";
import { examples } from "./example-addresses.ts";

export function Examples({ onPick }: { onPick: (address: string) => void }) {
  const t = useTranslations("tester");
  return (
    <div className="flex min-w-0 flex-1 basis-80 items-center gap-1.5 max-sm:basis-full max-sm:overflow-x-auto max-sm:pb-1 sm:flex-wrap">
      <span className="mr-1 shrink-0 text-xs text-muted">{t("examples")}</span>
      {examples.map((address) => (
        <button
          key={address}
          type="button"
          lang="zh"
          title={address}
          onClick={() => onPick(address)}
          className="max-w-37 shrink-0 truncate rounded-full border border-line-strong px-2.5 py-0.5 text-xs hover:bg-hover"
        >
          {address}
        </button>
      ))}
    </div>
  );
}
