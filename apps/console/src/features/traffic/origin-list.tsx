"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { declaredShares } from "@meridian/contracts/routing";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { rateFigure } from "@/client/format/figure.ts";
import { useRegionLive } from "@/client/live/use-fleet-live.ts";
import { seriesColour } from "@/components/charts/series.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { RegionSwatch } from "@/components/region-swatch.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { stageOf } from "./members/convergence.ts";
import { ShareBar } from "./shares/share-bar.tsx";
import { originMembers } from "./members/members-of.ts";

type OriginListProps = {
  traffic: TrafficView;
  selectedId: string;
  drafted: ReadonlySet<string>;
  onSelect: (name: string) => void;
};

/** Where requests of each origin go, in one look; one of them is open below. */
export function OriginList({ traffic, selectedId, drafted, onSelect }: OriginListProps) {
  const t = useTranslations("traffic.origins");
  return (
    <nav aria-label={t("title")} className="mb-8">
      <h2 className="mb-2 text-xs font-medium text-muted">{t("title")}</h2>
      <ul className="border-b border-line">
        {traffic.regions.map(({ id, name }, index) => (
          <OriginItem
            key={id}
            traffic={traffic}
            origin={{ id, name, colour: seriesColour(index) }}
            isSelected={id === selectedId}
            hasDraft={drafted.has(id)}
            onSelect={onSelect}
          />
        ))}
      </ul>
    </nav>
  );
}

type OriginItemProps = {
  traffic: TrafficView;
  origin: { id: string; name: string; colour: string };
  isSelected: boolean;
  hasDraft: boolean;
  onSelect: (name: string) => void;
};

function OriginItem({ traffic, origin, isSelected, hasDraft, onSelect }: OriginItemProps) {
  const t = useTranslations("traffic.origins");
  const live = useRegionLive(origin.id);
  const members = originMembers(traffic, origin.id);
  const convergence = traffic.origins.find(({ regionId }) => regionId === origin.id)?.convergence;
  const stage = convergence && stageOf(convergence);
  const select = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onSelect(origin.name);
  };
  return (
    <li className="border-t border-line">
      <a
        href={`/traffic?${new URLSearchParams({ origin: origin.name })}`}
        onClick={select}
        aria-current={isSelected || undefined}
        className={clsx(
          "grid grid-cols-[minmax(0,1fr)_4.5rem] items-center gap-x-6 gap-y-1.5 border-l-2 py-2 pr-2 pl-3 sm:grid-cols-[minmax(8rem,13rem)_minmax(0,1fr)_4.5rem]",
          isSelected ? "border-accent bg-accent-soft" : "border-transparent hover:bg-hover",
        )}
      >
        <span className="flex min-w-0 items-center gap-2 font-medium">
          <RegionSwatch colour={origin.colour} />
          <span className="truncate">{origin.name}</span>
          {hasDraft && <span className="text-2xs font-normal text-accent-ink">{t("draft")}</span>}
          {(stage === "pending" || stage === "acked") && <StateMark state="loading" />}
          {stage === "refused" && <StateMark state="failing" />}
        </span>
        <span className="max-sm:order-last max-sm:col-span-2">
          <ShareBar label={origin.name} members={members} shares={declaredShares(members)} isCompact />
        </span>
        <span className="text-right text-xs">
          <FigureValue value={live?.requestsPerSecond} as={rateFigure} />
        </span>
      </a>
    </li>
  );
}
