"use client";

import { useTranslations } from "next-intl";

type Kind = Parameters<ReturnType<typeof useTranslations<"audit.kind">>>[0];

/** Says a kind of change in words; one that this console has no words for is shown as it is. */
export function useChangeText(): (kind: string) => string {
  const t = useTranslations("audit.kind");
  return (kind) => (t.has(kind as Kind) ? t(kind as Kind) : kind);
}
