import type { GpuView } from "@meridian/contracts/measure";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { bytesFigure, type Figure, figureText, shareFigure } from "@/client/format/figure.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { Vital } from "../agent/vital.tsx";

const celsius = (value: number): Figure => ({ digits: String(Math.round(value)), unit: "°C" });
const watts = (value: number): Figure => ({ digits: String(Math.round(value)), unit: "W" });

/** The node's GPUs as their driver reports them. */
export function GpuList({ gpus, isSilent }: { gpus: readonly GpuView[]; isSilent: boolean }) {
  const t = useTranslations("performance.gpu");
  return (
    <ul className={clsx("flex flex-col gap-4", isSilent && "[&_dd_*]:text-muted")}>
      {gpus.map((gpu) => (
        <li key={gpu.index}>
          <p className="mb-1 text-xs">
            <span className="text-muted">{gpu.index}</span> {gpu.name}
          </p>
          <dl className="grid grid-cols-2 gap-x-4 gap-y-2 sm:grid-cols-4">
            <Vital name={t("use")}>
              <FigureValue value={gpu.useShare} as={shareFigure} />
            </Vital>
            <Vital name={t("memory")}>
              <GpuMemory gpu={gpu} />
            </Vital>
            <Vital name={t("temperature")}>
              <FigureValue value={gpu.temperatureC} as={celsius} />
            </Vital>
            <Vital name={t("power")}>
              <FigureValue value={gpu.powerW} as={watts} />
            </Vital>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function GpuMemory({ gpu: { memoryUsedBytes, memoryBytes } }: { gpu: GpuView }) {
  const t = useTranslations("performance.gpu");
  return (
    <>
      <FigureValue value={memoryUsedBytes} as={bytesFigure} />
      {memoryBytes !== null && (
        <span className="block text-xs font-normal text-muted">
          {t("memoryOf", { total: figureText(bytesFigure(memoryBytes)) })}
        </span>
      )}
    </>
  );
}
