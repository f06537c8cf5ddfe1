"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { figureText, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { useTRPC } from "@/client/query/trpc.ts";
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
  const { state, label, note } = useLoss(traffic);
  return (
    <Tooltip label={note}>
      <Link
        href="/traffic"
        className={clsx(
          "flex items-center gap-2 rounded-sm px-2 text-xs whitespace-nowrap hover:underline",
          state === "degraded" ? "font-medium text-warning-ink" : "text-muted",
        )}
      >
        <StateMark state={state} />
        {label}
        <span className="sr-only">{note}</span>
      </Link>
    </Tooltip>
  );
}

function useLoss(traffic: TrafficView) {
  const t = useTranslations("shell.loss");
  const loadOf = useLoad();
  const loss = loadOf?.(traffic)?.loss;
  if (!loss) return { state: "offline", label: t("label"), note: t("unknown") } as const;
  const region = traffic.regions.find(({ id }) => id === loss.regionId)?.name ?? loss.regionId;
  if (loss.overflowPerSecond > 0) {
    const short = figureText(rateFigure(loss.overflowPerSecond));
    return { state: "degraded", label: t("label"), note: t("short", { region, short }) } as const;
  }
  const use = figureText(shareFigure(loss.utilisation));
  return { state: "ready", label: t("label"), note: t("carried", { region, use }) } as const;
}
