"use client";

import type { FleetView, OverviewHistory } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { durationFigure, figureText, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { KeyFigure } from "./key-figure.tsx";
import { p95MsMax, successShareMin } from "@meridian/contracts/status";
import { sumUpFleet } from "@meridian/contracts/status";

type KeyFiguresProps = { fleet: FleetView; history: OverviewHistory };

/** The three figures that say whether users are served: now, with the last 15 minutes beside them. */
export function KeyFigures({ fleet, history }: KeyFiguresProps) {
  const t = useTranslations("overview.key");
  const figures = useLiveFigures();
  const sum = figures && sumUpFleet(fleet, figures);
  const { total, successShare } = history;
  const failures = total.successShare.map((share) => (share === null ? null : 1 - share));
  const target = figureText(shareFigure(successShareMin));
  return (
    <dl className="grid gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-3">
      <KeyFigure
        name={t("requests")}
        value={sum?.requestsPerSecond}
        as={rateFigure}
        notes={[t("requestsNote", { count: fleet.regions.length })]}
        points={total.requestsPerSecond}
        lineLabel={t("requestsLine")}
      />
      <KeyFigure
        name={t("success")}
        value={sum?.successShare}
        as={shareFigure}
        isMissed={(sum?.successShare ?? 1) < successShareMin}
        notes={[
          t("successNote", { target }),
          ...(successShare === null
            ? []
            : [t("successLately", { share: figureText(shareFigure(successShare)) })]),
        ]}
        points={failures}
        lineLabel={t("successLine")}
        lineName={t("failures")}
      />
      <KeyFigure
        name={t("p95")}
        value={sum?.slowest?.p95Ms}
        as={durationFigure}
        isMissed={(sum?.slowest?.p95Ms ?? 0) > p95MsMax}
        notes={[
          t("p95Target", { target: figureText(durationFigure(p95MsMax)) }),
          ...(sum?.slowest ? [t("p95Note", { region: sum.slowest.region })] : []),
        ]}
        points={total.p95Ms}
        lineLabel={t("p95Line")}
      />
    </dl>
  );
}
