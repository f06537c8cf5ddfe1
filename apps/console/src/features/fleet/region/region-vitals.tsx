"use client";

import type { RegionView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { rateFigure, shareFigure } from "@/client/format/figure.ts";
import { useRegionLive } from "@/client/live/use-fleet-live.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { LatencyVitals, Vital } from "../agent/vital.tsx";

/** What the region's gateways answered over the last 10 s. */
export function RegionVitals({ region }: { region: RegionView }) {
  const t = useTranslations();
  const live = useRegionLive(region.id);
  return (
    <div className="px-6 py-4">
      {region.label !== region.name && <p className="mb-2 text-muted">{region.label}</p>}
      <dl className="grid grid-cols-3 gap-x-4 gap-y-3 sm:grid-cols-5">
        <Vital name={t("fleet.column.requests")}>
          <FigureValue value={live?.requestsPerSecond} as={rateFigure} />
        </Vital>
        <Vital name={t("performance.region.success")}>
          <FigureValue value={live?.successShare} as={shareFigure} />
        </Vital>
        <LatencyVitals live={live} />
      </dl>
    </div>
  );
}
