"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";

type AuditEmptyProps = { isFiltered: boolean; onClear: () => void };

export function AuditEmpty({ isFiltered, onClear }: AuditEmptyProps) {
  const t = useTranslations("audit");
  if (isFiltered) {
    return (
      <section className="py-16 text-center">
        <h2 className="text-base font-semibold">{t("noMatch.title")}</h2>
        <Button className="mt-4" onClick={onClear}>
          {t("noMatch.clear")}
        </Button>
      </section>
    );
  }
  return (
    <section className="mx-auto max-w-140 py-16 text-center">
      <h2 className="text-base font-semibold">{t("empty.title")}</h2>
      <p className="mt-1 text-muted">{t("empty.purpose")}</p>
    </section>
  );
}
