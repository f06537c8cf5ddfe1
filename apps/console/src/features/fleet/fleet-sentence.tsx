"use client";

import type { FleetView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { durationFigure, figureText } from "@/client/format/figure.ts";
import { summariseFleet } from "@/components/fleet/fleet-summary.ts";
import { useLiveFigures } from "@/client/live/use-fleet-live.ts";

/** "3 of 3 regions serve. 4 of 4 nodes and 3 of 3 gateways ready. p95 up to 41.2 ms." */
export function FleetSentence({ fleet }: { fleet: FleetView }) {
  const t = useTranslations("fleet.sentence");
  const figures = useLiveFigures();
  if (!figures) return null;
  const { p95MsMax, ...counts } = summariseFleet(fleet, figures);
  const sentences = [
    counts.regionsServing === counts.regions
      ? t("allServe", { count: counts.regions })
      : t("someServe", { serving: counts.regionsServing, count: counts.regions }),
    t("ready", counts),
    ...(p95MsMax === null ? [] : [t("p95", { p95: figureText(durationFigure(p95MsMax)) })]),
  ];
  return sentences.join(t("gap"));
}
