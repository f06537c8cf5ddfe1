"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { Button } from "@/components/ui/button.tsx";

/** What the page is for and the one next step. */
export function TrafficEmpty() {
  const t = useTranslations("traffic.empty");
  return (
    <section className="mx-auto max-w-170 py-16">
      <h2 className="text-base font-semibold">{t("title")}</h2>
      <p className="mt-1 text-muted">{t("purpose")}</p>
      <Button asChild look="primary" className="mt-4">
        <Link href="/settings/regions">{t("next")}</Link>
      </Button>
    </section>
  );
}
