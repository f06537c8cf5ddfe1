"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/copy-button.tsx";

/** What the page is for and the one next step. */
export function FleetEmpty({ regionName = "eu-central" }: { regionName?: string | undefined }) {
  const t = useTranslations("fleet.empty");
  const command = `npm run admin -- enrolment-token --region ${regionName} --role inference`;
  return (
    <section className="mx-auto max-w-170 py-16">
      <h2 className="text-base font-semibold">{t("title")}</h2>
      <p className="mt-1 text-muted">{t("purpose")}</p>
      <div className="mt-4 flex items-center gap-2 rounded-md border border-line bg-surface py-2 pr-2 pl-3">
        <code className="min-w-0 flex-1 overflow-x-auto font-mono text-xs whitespace-nowrap">{command}</code>
        <CopyButton text={command} />
      </div>
      <p className="mt-3 text-xs text-muted">{t("then")}</p>
    </section>
  );
}
