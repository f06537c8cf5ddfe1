import type { AgentPerformance, WorkFigures } from "@meridian/contracts/measure";
import { useTranslations } from "next-intl";
import { countFigure, durationFigure, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { BatchSizes } from "../performance/batch-sizes.tsx";
import { Vital } from "./vital.tsx";

type AgentWorkProps = { now: WorkFigures; batches: AgentPerformance["batches"] };

/** How well the engines are used, and in which batches. */
export function AgentWork({ now, batches }: AgentWorkProps) {
  const t = useTranslations("performance.work");
  return (
    <>
      <dl className="mb-4 grid grid-cols-2 gap-x-4 gap-y-3 sm:grid-cols-4">
        <Vital name={t("tokens")}>
          <FigureValue value={now.tokensPerSecond} as={rateFigure} />
        </Vital>
        <Vital name={t("padding")}>
          <FigureValue value={now.paddingShare} as={shareFigure} />
        </Vital>
        <Vital name={t("batchTokens")}>
          <FigureValue value={now.batchTokens} as={countFigure} />
        </Vital>
        <Vital name={t("loopDelay")}>
          <FigureValue value={now.loopDelayMsP99} as={durationFigure} />
        </Vital>
      </dl>
      <BatchSizes batches={batches} />
    </>
  );
}
