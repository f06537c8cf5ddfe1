import clsx from "clsx";

/** Room for the stroke at both edges. */
const margin = 1.5;

type SparklineProps = {
  points: readonly (number | null)[];
  label: string;
  width?: number;
  height?: number;
  className?: string;
};

/** A line without axes from zero to its own maximum; gaps stay gaps. */
export function Sparkline({ points, label, width = 64, height = 18, className }: SparklineProps) {
  return (
    <svg
      role="img"
      data-of-now
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      className={clsx("shrink-0", className)}
    >
      <line x1={0} x2={width} y1={height - 0.5} y2={height - 0.5} className="stroke-line" />
      <path
        d={sparklinePath(points, width, height)}
        fill="none"
        strokeWidth={1.25}
        strokeLinecap="round"
        strokeLinejoin="round"
        className="stroke-faint"
      />
    </svg>
  );
}

/** An SVG path from zero (bottom) to the largest point (top). A gap lifts the pen; a lone point becomes a dot. */
export function sparklinePath(points: readonly (number | null)[], width: number, height: number): string {
  const largest = Math.max(...points.map((point) => point ?? 0));
  const step = (width - 2 * margin) / Math.max(1, points.length - 1);
  const y = (value: number) =>
    height - margin - (largest > 0 ? (value / largest) * (height - 2 * margin) : 0);
  let path = "";
  points.forEach((point, i) => {
    if (point === null) return;
    const at = `${round(margin + i * step)} ${round(y(point))}`;
    const isStart = (points[i - 1] ?? null) === null;
    const isAlone = isStart && (points[i + 1] ?? null) === null;
    path += isAlone ? `M${at}h0.01` : `${isStart ? "M" : "L"}${at}`;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
