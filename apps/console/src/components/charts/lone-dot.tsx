import type { TimePoint } from "./series.ts";

export type DotProps = {
  index: number;
  cx?: number | undefined;
  cy?: number | undefined;
  stroke?: string | undefined;
};
type LoneDotProps = DotProps & { points: readonly TimePoint[]; series: string };

/** A line needs two points: one that stands between gaps is drawn as a dot. */
export function LoneDot({ index, cx, cy, stroke, points, series }: LoneDotProps) {
  const has = (at: number) => (points[at]?.[series] ?? null) !== null;
  if (!has(index) || has(index - 1) || has(index + 1)) return null;
  return <circle cx={cx} cy={cy} r={1.5} fill={stroke} />;
}
