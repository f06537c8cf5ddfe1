"use client";

import { useTranslations } from "next-intl";
import type { Figure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { Sparkline } from "@/components/sparkline.tsx";
import { StateMark } from "@/components/state-mark.tsx";

type KeyFigureProps = {
  name: string;
  value: number | null | undefined;
  as: (value: number) => Figure;
  isMissed?: boolean;
  notes: readonly string[];
  points: readonly (number | null)[];
  lineLabel: string;
  /** What the line shows, when it is not the figure itself. */
  lineName?: string;
};

export function KeyFigure({
  name,
  value,
  as,
  isMissed = false,
  notes,
  points,
  lineLabel,
  lineName,
}: KeyFigureProps) {
  const t = useTranslations("overview.key");
  return (
    <div className="flex justify-between gap-4 bg-canvas px-4 py-3">
      <div className="min-w-0">
        <dt className="text-xs text-muted">{name}</dt>
        <dd>
          <span className="flex items-center gap-2 text-key font-semibold">
            {isMissed && <StateMark state="failing" className="size-4" />}
            <FigureValue value={value} as={as} {...(isMissed && { className: "text-danger-ink" })} />
            {isMissed && <span className="sr-only">{t("missed")}</span>}
          </span>
          <span className="block text-xs text-muted">{notes.join(" · ")}</span>
        </dd>
      </div>
      <dd className="shrink-0 self-end text-right text-2xs text-muted">
        {lineName}
        <Sparkline points={points} label={lineLabel} width={128} height={36} />
      </dd>
    </div>
  );
}
