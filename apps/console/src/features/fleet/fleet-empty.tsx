"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";

/** What the page is for and the one next step. */
export function FleetEmpty({ hasRegions }: { hasRegions: boolean }) {
  const t = useTranslations(hasRegions ? "fleet.empty.noAgents" : "fleet.empty.noRegions");
  return (
    <section className="mx-auto max-w-140 py-16">
      <h2 className="text-base font-semibold">{t("title")}</h2>
      <p className="mt-1 mb-4 text-muted">{t("purpose")}</p>
      <Button look="primary" asChild>
        <Link href={hasRegions ? "/settings/agents" : "/settings/regions"}>{t("next")}</Link>
      </Button>
    </section>
  );
}
