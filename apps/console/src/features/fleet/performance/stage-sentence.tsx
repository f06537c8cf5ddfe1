import { comparedRequestsMin, type StageComparison } from "@meridian/contracts/measure";
import { useTranslations } from "next-intl";
import { durationFigure, figureText } from "@/client/format/figure.ts";

const text = (ms: number) => figureText(durationFigure(ms));

/** "Slow requests wait in the queue: 41 ms of 63 ms." */
export function StageSentence({ times }: { times: StageComparison }) {
  const t = useTranslations("performance");
  const { all, slowest, slowStage, requests } = times;
  if (slowStage !== null) {
    const part = text(slowest.stagesMs[slowStage]);
    return t(`slow.${slowStage}`, { part, total: text(slowest.totalMs) });
  }
  if (requests < comparedRequestsMin) return t("tooFew");
  return t("even", { slowest: text(slowest.totalMs), all: text(all.totalMs) });
}
