import {
  comparedRequestsMin,
  type StageComparison,
  type StageMean,
  type VersionTimes,
} from "@meridian/contracts/measure";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { countFigure, durationFigure, figureText } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { meanCell, MeanHeads } from "./mean-heads.tsx";
import { shownStages, StageBar, StageSwatch } from "./stage-bar.tsx";

const text = (ms: number) => figureText(durationFigure(ms));

type StageTimesProps = {
  versions: readonly VersionTimes[];
  /** No node reports: the figures are stale. */
  isSilent: boolean;
};

/** Where requests spend their time, all of them beside the slowest, for each version that answered. */
export function StageTimes({ versions, isSilent }: StageTimesProps) {
  const t = useTranslations("performance");
  if (versions.length === 0) return <p className="text-muted">{t("empty")}</p>;
  const scaleMs = Math.max(...versions.map(({ slowest }) => slowest.totalMs));
  return (
    <div className={clsx("flex flex-col gap-6", isSilent && "[&_p]:text-muted [&_td_*]:text-muted")}>
      {isSilent && <p>{t("silent")}</p>}
      {versions.map((times) => (
        <VersionSection key={times.version} times={times} scaleMs={scaleMs} />
      ))}
      <p className="-mt-3 text-xs text-muted">{t("hint")}</p>
    </div>
  );
}

function VersionSection({ times, scaleMs }: { times: VersionTimes; scaleMs: number }) {
  const t = useTranslations("performance");
  const count = figureText(countFigure(times.requests));
  return (
    <section>
      <h4 className="mb-1 text-xs text-muted">
        <span className="font-medium text-ink">{times.version}</span> · {t("requests", { count })}
      </h4>
      <p className="mb-3 font-medium">
        <StageSentence times={times} />
      </p>
      <MeanRow name={t("all")} mean={times.all} scaleMs={scaleMs} />
      <MeanRow name={t("slowest")} mean={times.slowest} scaleMs={scaleMs} />
      <TimesTable times={times} />
    </section>
  );
}

type MeanRowProps = { name: string; mean: StageMean; scaleMs: number };

/** For the eye: the table has the figures. */
function MeanRow({ name, mean, scaleMs }: MeanRowProps) {
  return (
    <div aria-hidden className="mb-1 grid grid-cols-[88px_1fr_72px] items-center gap-3 text-xs">
      <span className="text-muted">{name}</span>
      <StageBar mean={mean} scaleMs={scaleMs} />
      <span className="text-right">
        <FigureValue value={mean.totalMs} as={durationFigure} />
      </span>
    </div>
  );
}

function TimesTable({ times: { all, slowest, slowStage } }: { times: VersionTimes }) {
  const t = useTranslations("performance");
  return (
    <table className="mt-3 w-full text-xs">
      <thead>
        <tr className="text-muted">
          <th scope="col" className="py-1 text-left font-normal">
            <span className="sr-only">{t("stageColumn")}</span>
          </th>
          <MeanHeads />
        </tr>
      </thead>
      <tbody>
        {shownStages.map(({ stage, colour }) => (
          <tr key={stage} className={clsx("border-t border-line", stage === slowStage && "font-semibold")}>
            <th scope="row" className={clsx("py-1 text-left", stage !== slowStage && "font-normal")}>
              <StageSwatch colour={colour} />
              {t(`stage.${stage}`)}
            </th>
            <td className={meanCell}>
              <FigureValue value={all.stagesMs[stage]} as={durationFigure} />
            </td>
            <td className={meanCell}>
              <FigureValue value={slowest.stagesMs[stage]} as={durationFigure} />
            </td>
          </tr>
        ))}
        <tr className="border-t border-line-strong">
          <th scope="row" className="py-1 text-left font-normal">
            {t("total")}
          </th>
          <td className={meanCell}>
            <FigureValue value={all.totalMs} as={durationFigure} />
          </td>
          <td className={meanCell}>
            <FigureValue value={slowest.totalMs} as={durationFigure} />
          </td>
        </tr>
      </tbody>
    </table>
  );
}

/** "Slow requests wait in the queue: 41 ms of 63 ms." */
function StageSentence({ times }: { times: StageComparison }) {
  const t = useTranslations("performance");
  const { all, slowest, slowStage, requests } = times;
  if (slowStage !== null) {
    const part = text(slowest.stagesMs[slowStage]);
    return t(`slow.${slowStage}`, { part, total: text(slowest.totalMs) });
  }
  if (requests < comparedRequestsMin) return t("tooFew");
  return t("even", { slowest: text(slowest.totalMs), all: text(all.totalMs) });
}
