"use client";

import type { RegionView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { durationFigure, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { seriesColour } from "@/components/charts/series.ts";
import { RegionSwatch } from "@/components/region-swatch.tsx";
import { useRegionLive } from "@/client/live/use-fleet-live.ts";
import { type Selection, selectionHref } from "../use-fleet-selection.ts";

type RegionRowProps = {
  region: RegionView;
  index: number;
  /** Columns of the table. */
  span: number;
  onSelect: (selection: Selection) => void;
};

/** A region above its agents, with the figures its users see. */
export function RegionRow({ region, index, span, onSelect }: RegionRowProps) {
  const t = useTranslations("fleet");
  const live = useRegionLive(region.id);
  const selected: Selection = { kind: "region", id: region.id };
  return (
    <tr className="border-t border-line-strong">
      <th colSpan={span} scope="rowgroup" className="pt-4 pb-2 text-left font-normal">
        <div className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
          <h2 className="flex items-center gap-2 text-sm font-semibold">
            <RegionSwatch colour={seriesColour(index)} />
            <a
              href={selectionHref(selected)}
              onClick={(event) => {
                event.preventDefault();
                onSelect(selected);
              }}
              className="rounded-sm hover:underline"
            >
              {region.name}
            </a>
            {region.label !== region.name && (
              <span className="font-normal text-muted max-sm:hidden">{region.label}</span>
            )}
          </h2>
          <dl className="ml-auto flex gap-x-5 text-xs text-muted max-sm:ml-4 max-sm:basis-full">
            <Item label={t("region.requests")}>
              <FigureValue value={live?.requestsPerSecond} as={rateFigure} className="text-ink" />
            </Item>
            <Item label={t("region.success")}>
              <FigureValue value={live?.successShare} as={shareFigure} className="text-ink" />
            </Item>
            <Item label="p95">
              <FigureValue value={live?.p95Ms} as={durationFigure} className="text-ink" />
            </Item>
          </dl>
        </div>
        {region.agents.length === 0 && <p className="mt-1 text-xs text-muted">{t("region.empty")}</p>}
      </th>
    </tr>
  );
}

function Item({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex gap-1.5">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
