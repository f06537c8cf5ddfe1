"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { durationFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import type { Waterfall, WaterfallBar } from "./waterfall.ts";

/** Where the time went, stage after stage; `fall` is null when the answer carried no timing. */
export function LatencyWaterfall({ fall }: { fall: Waterfall | null }) {
  const t = useTranslations("tester");
  return (
    <section className="min-w-0">
      <h2 className="text-sm font-semibold">{t("latency")}</h2>
      <p className="mb-3 text-xs text-muted">{t("latencyHint")}</p>
      {fall === null ? (
        <p className="text-muted">{t("noTiming")}</p>
      ) : (
        <table className="w-full text-xs">
          <tbody>
            {fall.bars.map((bar) => (
              <StageRow key={bar.stage} bar={bar} totalMs={fall.totalMs} />
            ))}
            <tr className="border-t border-line-strong font-medium">
              <th scope="row" className="py-1.5 text-left font-medium">
                {t("roundTrip")}
              </th>
              <td />
              <td className="text-right">
                <FigureValue value={fall.totalMs} as={durationFigure} />
              </td>
            </tr>
          </tbody>
        </table>
      )}
    </section>
  );
}

function StageRow({ bar, totalMs }: { bar: WaterfallBar; totalMs: number }) {
  const t = useTranslations("tester");
  const { stage, where, kind, startMs, durationMs } = bar;
  const percent = (ms: number) => `${(ms / Math.max(totalMs, Number.MIN_VALUE)) * 100}%`;
  return (
    <tr className="border-t border-line">
      <th scope="row" className="w-0 py-1 pr-4 text-left font-normal whitespace-nowrap">
        {t(`stage.${stage}`)}
        <span className="ml-2 text-muted max-sm:hidden">{t(`where.${where}`)}</span>
      </th>
      <td className="py-1">
        <div aria-hidden className="relative h-3">
          {durationMs > 0 && (
            <div
              className={clsx(
                "absolute inset-y-0 min-w-px rounded-[2px]",
                kind === "remainder" && "hatched border border-(--stage-remainder)",
              )}
              style={{
                left: percent(startMs),
                width: percent(durationMs),
                ...(kind !== "remainder" && { background: `var(--stage-${kind})` }),
              }}
            />
          )}
        </div>
      </td>
      <td className="w-0 py-1 pl-4 text-right whitespace-nowrap">
        <FigureValue value={durationMs} as={durationFigure} />
      </td>
    </tr>
  );
}
