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
    actor: ({ type, id, name }: OverviewChange["actor"]) => {
      // An enrolment token has no name: its id tells nobody anything.
      if (type === "token" && id.startsWith("et_")) return orPlain("system.enrolment-token", name);
      return type === "system" ? orPlain(`system.${id}`, name) : name;
    },
  };
}
