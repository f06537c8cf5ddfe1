"use client";

import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { toast } from "sonner";
import { copyText } from "./copy-button.tsx";

const shownLength = 12;

/** The first 12 characters of a digest; the whole is copied on click. */
export function Digest({ value }: { value: string }) {
  const t = useTranslations("common");
  const copy = async (event: MouseEvent) => {
    event.stopPropagation();
    toast((await copyText(value)) ? t("copied") : t("notCopied"));
  };
  return (
    <button
      type="button"
      title={value}
      aria-label={t("copyDigest", { digest: value.slice(0, shownLength) })}
      onClick={copy}
      className="shrink-0 rounded-sm font-mono text-xs text-muted hover:text-ink"
    >
      {value.slice(0, shownLength)}
    </button>
  );
}
