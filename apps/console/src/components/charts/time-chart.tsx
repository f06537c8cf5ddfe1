"use client";

import { useLocale } from "next-intl";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { RegionSwatch } from "../region-swatch.tsx";
import { timeTicks, valueTicks } from "./axis-ticks.ts";
import { ChartTooltip } from "./chart-tooltip.tsx";
import { type DotProps, LoneDot } from "./lone-dot.tsx";
import type { Series, TimePoint } from "./series.ts";
import { markersByPoint, type TimeMarker } from "./markers.ts";

type TimeChartProps = {
  points: TimePoint[];
  series: readonly Series[];
  valueText: (value: number) => string;
  label: string;
  height?: number;
  markers?: readonly TimeMarker[];
  /** A value to judge the lines by; it is always inside the axis. */
  reference?: { value: number; label: string };
  /** Charts of the same group share their crosshair. */
  group?: string;
};

const axis = { fontSize: 11, fill: "var(--slate-11)" };
const noMarkers: readonly TimeMarker[] = [];

/** Lines over time from zero. Gaps are gaps, nothing is smoothed and data does not move in. */
export function TimeChart({
  points,
  series,
  valueText,
  label,
  height = 200,
  markers = noMarkers,
  reference,
  group,
}: TimeChartProps) {
  const locale = useLocale();
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const first = points[0]?.atMs ?? 0;
  const last = points.at(-1)?.atMs ?? 0;
  const values = points.flatMap((point) => series.map(({ key }) => point[key] ?? 0));
  const levels = valueTicks(Math.max(reference?.value ?? 0, ...values));
  const marked = markersByPoint(points, markers);
  return (
    <figure aria-label={label}>
      <div data-of-now="lines">
        <ResponsiveContainer width="100%" height={height}>
          <LineChart
            data={points}
            margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
            accessibilityLayer
            {...(group !== undefined && { syncId: group })}
          >
            <CartesianGrid vertical={false} stroke="var(--slate-5)" />
            <XAxis
              dataKey="atMs"
              type="number"
              domain={[first, last]}
              ticks={timeTicks(first, last)}
              tickFormatter={(atMs: number) => clock.format(atMs)}
              tick={axis}
              tickLine={false}
              axisLine={{ stroke: "var(--slate-7)" }}
            />
            <YAxis
              width={56}
              domain={[0, levels.at(-1) ?? 1]}
              ticks={levels}
              tickFormatter={valueText}
              tick={axis}
              tickLine={false}
              axisLine={false}
            />
            {[...marked.values()].flat().map(({ key, atMs }) => (
              <ReferenceLine key={key} x={atMs} stroke="var(--slate-9)" strokeDasharray="2 3" />
            ))}
            {reference && (
              <ReferenceLine
                y={reference.value}
                stroke="var(--mark-failing)"
                strokeDasharray="5 4"
                label={{ ...axis, value: reference.label, position: "insideTopLeft" }}
              />
            )}
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--slate-8)" }}
              content={({ active, label: atMs }) => (
                <ChartTooltip
                  point={active ? points.find((point) => point.atMs === atMs) : undefined}
                  series={series}
                  markers={marked.get(Number(atMs)) ?? noMarkers}
                  valueText={valueText}
                />
              )}
            />
            {series.map(({ key, colour }) => (
              <Line
                key={key}
                dataKey={key}
                type="linear"
                stroke={colour}
                strokeWidth={1.5}
                dot={(props: DotProps) => (
                  <LoneDot key={props.index} {...props} points={points} series={key} />
                )}
                activeDot={{ r: 3, strokeWidth: 0 }}
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-5 gap-y-1 pl-14 text-xs text-muted">
        {series.map(({ key, label: name, colour }) => (
          <span key={key} className="inline-flex items-center gap-2">
            <RegionSwatch colour={colour} />
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
