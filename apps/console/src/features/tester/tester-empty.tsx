"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";

/** Nothing to test with yet, and the one next step. */
export function TesterEmpty({ hasRegions }: { hasRegions: boolean }) {
  const t = useTranslations(hasRegions ? "tester.nothing.noAgents" : "tester.nothing.noRegions");
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
