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
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 bg-canvas px-4 py-3">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="col-start-1 flex items-center gap-2 text-key font-semibold">
        <FigureValue value={value} as={as} {...(isMissed && { className: "text-danger-ink" })} />
        {isMissed && <StateMark state="failing" className="size-4" />}
        {isMissed && <span className="sr-only">{t("missed")}</span>}
      </dd>
      <dd className="col-start-2 row-span-2 row-start-1 self-end text-right text-2xs text-muted">
        {lineName}
        <Sparkline points={points} label={lineLabel} width={128} height={36} />
      </dd>
      {/* Room for both notes at all times: one that comes or goes must not move the page. */}
      <dd className="col-span-2 h-8 text-xs text-muted">
        {notes.map((note) => (
          <span key={note} title={note} className="block truncate">
            {note}
          </span>
        ))}
      </dd>
    </div>
  );
}
