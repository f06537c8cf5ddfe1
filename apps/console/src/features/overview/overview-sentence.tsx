"use client";

import type { FleetView, OverviewView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { durationFigure, figureText, shareFigure } from "@/client/format/figure.ts";
import { useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { judgeFleet, sumUpFleet, summariseFleet } from "@meridian/contracts/status";

type OverviewSentenceProps = { fleet: FleetView; overview: OverviewView };

/** The state of the fleet in one sentence. */
export function OverviewSentence({ fleet, overview }: OverviewSentenceProps) {
  const t = useTranslations("overview");
  const figures = useLiveFigures();
  if (!figures) return null;
  const findings = judgeFleet({ fleet, figures, overview });
  if (findings.length > 0) return t("notWell", { count: findings.length });
  const { nodes, nodesReady, nodesUnproven } = summariseFleet(fleet, figures);
  const counts = {
    count: fleet.regions.length,
    ready: nodesReady,
    nodes,
    unproven: nodesUnproven,
  };
  const { successShare, slowest } = sumUpFleet(fleet, figures);
  if (successShare === null || slowest === null) return t("well.quiet", counts);
  return t("well.serving", {
    ...counts,
    success: figureText(shareFigure(successShare)),
    p95: figureText(durationFigure(slowest.p95Ms)),
  });
}
