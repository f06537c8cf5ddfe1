"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";

/** Nothing to test with: no region exists yet. */
export function TesterEmpty() {
  const t = useTranslations("tester.noRegions");
  return (
    <section className="mx-auto max-w-140 py-16">
      <h2 className="text-base font-semibold">{t("title")}</h2>
      <p className="mt-1 text-muted">{t("hint")}</p>
      <Link href="/fleet" className="mt-3 inline-block font-medium text-accent-ink hover:underline">
        {t("toFleet")}
      </Link>
    </section>
  );
}
