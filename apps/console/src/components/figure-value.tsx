"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { type Figure, figureText } from "@/client/format/figure.ts";
import { useExactTime } from "@/client/format/time.ts";
import { useSilence } from "@/client/live/use-silence.ts";

type FigureValueProps = {
  value: number | null | undefined;
  as: (value: number) => Figure;
  className?: string;
};

/** A number with its unit drawn more quietly; a dash where there is no data. */
export function FigureValue({ value, as, className }: FigureValueProps) {
  const title = useLastKnown();
  if (value === null || value === undefined) return <span className="text-muted">–</span>;
  const figure = as(value);
  const unit = figureText(figure).slice(figure.digits.length);
  return (
    <span data-of-now title={title} className={clsx("whitespace-nowrap", className)}>
      {figure.digits}
      <span className="font-normal text-muted">{unit}</span>
    </span>
  );
}

/** When a figure was true, while the page hears nothing. */
function useLastKnown(): string | undefined {
  const t = useTranslations("common.live");
  const exactTime = useExactTime();
  const silence = useSilence();
  return silence ? t("asOf", { time: exactTime(new Date(silence.sinceMs)) }) : undefined;
}
