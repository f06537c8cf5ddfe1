import clsx from "clsx";
import { type Figure, figureText } from "@/client/format/figure.ts";

type FigureValueProps = {
  value: number | null | undefined;
  as: (value: number) => Figure;
  className?: string;
};

/** A number with its unit drawn more quietly; a dash where there is no data. */
export function FigureValue({ value, as, className }: FigureValueProps) {
  if (value === null || value === undefined) return <span className="text-muted">–</span>;
  const figure = as(value);
  const unit = figureText(figure).slice(figure.digits.length);
  return (
    <span className={clsx("whitespace-nowrap", className)}>
      {figure.digits}
      <span className="font-normal text-muted">{unit}</span>
    </span>
  );
}
