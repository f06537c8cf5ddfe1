"use client";

import type { IncidentView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";

/** What happened, and what gateways say of it. */
export function IncidentWords({ incident: { state, evidence } }: { incident: IncidentView }) {
  const t = useTranslations("safety.incident");
  const { lost, gateways, ...counts } = evidence;
  const regions = [...new Set(lost.map(({ region }) => region))].sort().join(", ");
  return (
    <>
      <p className="font-medium">{t(state, { ...counts, lost: lost.length })}</p>
      <p className="text-muted">
        {gateways > 0 ? t("gateways", { regions, gateways, ...counts }) : t("noGateway", { regions })}
      </p>
    </>
  );
}
