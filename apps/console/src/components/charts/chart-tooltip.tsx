"use client";

import { useExactTime } from "@/client/format/time.ts";
import { RegionSwatch } from "../region-swatch.tsx";
import type { TimeMarker } from "./markers.ts";
import type { Series, TimePoint } from "./series.ts";

type ChartTooltipProps = {
  point: TimePoint | undefined;
  series: readonly Series[];
  markers: readonly TimeMarker[];
  valueText: (value: number) => string;
};

/** All values under the crosshair, and what happened there. */
export function ChartTooltip({ point, series, markers, valueText }: ChartTooltipProps) {
  const exactTime = useExactTime();
  if (!point) return null;
  return (
    <div className="max-w-70 rounded-md border border-line bg-canvas px-3 py-2 text-xs shadow-menu">
      <p className="mb-1 text-muted">{exactTime(new Date(point.atMs))}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4">
        {series.map(({ key, label, colour }) => {
          const value = point[key] ?? null;
          return (
            <div key={key} className="col-span-2 grid grid-cols-subgrid">
              <dt className="flex items-center gap-2">
                <RegionSwatch colour={colour} />
                {label}
              </dt>
              <dd className="text-right">{value === null ? "–" : valueText(value)}</dd>
            </div>
          );
        })}
      </dl>
      {markers.length > 0 && (
        <ul className="mt-1.5 border-t border-line pt-1.5">
          {markers.map(({ key, atMs, label }) => (
            <li key={key} className="whitespace-normal">
              <span className="text-muted">{exactTime(new Date(atMs))}</span> {label}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
