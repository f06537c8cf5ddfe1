"use client";

import { useLocale } from "next-intl";
import type { Series, TimePoint } from "./time-chart.tsx";

type ChartTooltipProps = {
  point: TimePoint | undefined;
  series: readonly Series[];
  valueText: (value: number) => string;
};

/** All values under the crosshair. */
export function ChartTooltip({ point, series, valueText }: ChartTooltipProps) {
  const locale = useLocale();
  if (!point) return null;
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "medium" }).format(point.atMs);
  return (
    <div className="rounded-md border border-line bg-canvas px-3 py-2 text-xs shadow-menu">
      <p className="mb-1 text-muted">{time}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4">
        {series.map(({ key, label, colour }) => {
          const value = point[key] ?? null;
          return (
            <div key={key} className="col-span-2 grid grid-cols-subgrid">
              <dt className="flex items-center gap-2">
                <span aria-hidden className="size-2 rounded-full" style={{ background: colour }} />
                {label}
              </dt>
              <dd className="text-right">{value === null ? "–" : valueText(value)}</dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
