"use client";

import type { OverviewChange } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";

type Key = Parameters<ReturnType<typeof useTranslations<"audit">>>[0];

/** The audit's words for changes; what this console has no words for is shown as it is. */
export function useChangeWords() {
  const t = useTranslations("audit");
  const orPlain = (key: string, plain: string) => (t.has(key as Key) ? t(key as Key) : plain);
  return {
    kind: (kind: string) => orPlain(`kind.${kind}`, kind),
    actor: ({ type, id, name }: OverviewChange["actor"]) =>
      type === "system" ? orPlain(`system.${id}`, name) : name,
  };
}
