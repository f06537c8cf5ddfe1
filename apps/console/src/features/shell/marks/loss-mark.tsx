"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { forecastLoad, lostRegionsOf } from "@meridian/contracts/forecast";
import { useLocale, useTranslations } from "next-intl";
import Link from "next/link";
import { figureText, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { useSilence } from "@/client/live/use-silence.ts";
import { useExactTime } from "@/client/format/time.ts";
import { useLoad } from "@/client/live/use-load.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { StateMark } from "@/components/state-mark.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";

/** N−1: whether the fleet carries the load after the loss of its most important region. */
export function LossMark() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.traffic.get.queryOptions());
  useRefetchOnChange(trpc.traffic.pathFilter());
  return data && data.regions.length > 0 ? <Loaded traffic={data} /> : null;
}

function Loaded({ traffic }: { traffic: TrafficView }) {
  const t = useTranslations("common.live");
  const exactTime = useExactTime();
  const silence = useSilence();
  const loss = useLoss(traffic);
  const { state, label } = loss;
  const note = silence
    ? `${t("asOf", { time: exactTime(new Date(silence.sinceMs)) })}: ${loss.note}`
    : loss.note;
  return (
    <Tooltip label={note}>
      <Link
        href="/traffic"
        data-of-now
        className={clsx(
          "flex min-w-0 items-center gap-2 rounded-sm px-2 text-xs hover:underline",
          state === "degraded" && "font-medium text-warning-ink",
          state === "failing" && "font-medium text-danger-ink",
          (state === "ready" || state === "offline") && "text-muted",
        )}
      >
        <StateMark state={state} />
        <span className="truncate">{label}</span>
        <span className="sr-only">{note}</span>
      </Link>
    </Tooltip>
  );
}

type Loss = { state: "ready" | "degraded" | "failing" | "offline"; label: string; note: string };

function useLoss(traffic: TrafficView): Loss {
  const t = useTranslations("shell.loss");
  const locale = useLocale();
  const figures = useLiveFigures();
  const load = useLoad()?.(traffic);
  const nameOf = (id: string) => traffic.regions.find((region) => region.id === id)?.name ?? id;
  const lost = figures ? lostRegionsOf(traffic, figures) : [];
  if (lost.length > 0) {
    const regions = new Intl.ListFormat(locale).format(lost.map(nameOf));
    const short = load ? forecastLoad(load.model).overflowPerSecond : null;
    const label = t("lost", { regions });
    if (short === null) return { state: "failing", label, note: t("lostUnknown", { regions }) };
    if (short === 0) return { state: "degraded", label, note: t("lostCarried", { regions }) };
    return { state: "failing", label, note: t("lostShort", { regions, short: rateText(short) }) };
  }
  const loss = load?.loss;
  const label = t("label");
  if (!loss) return { state: "offline", label, note: t("unknown") };
  const region = nameOf(loss.regionId);
  const isAlone = traffic.nodes.filter(({ nodes }) => nodes.length > 0).length === 1;
  if (isAlone) return { state: "degraded", label, note: t("alone", { region }) };
  if (loss.overflowPerSecond > 0) {
    return {
      state: "degraded",
      label,
      note: t("short", { region, short: rateText(loss.overflowPerSecond) }),
    };
  }
  return {
    state: "ready",
    label,
    note: t("carried", { region, use: figureText(shareFigure(loss.utilisation)) }),
  };
}

const rateText = (value: number) => figureText(rateFigure(value));
