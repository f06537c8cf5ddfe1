import clsx from "clsx";
import { sparklinePath } from "./sparkline-path.ts";

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
