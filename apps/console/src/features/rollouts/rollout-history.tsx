"use client";

import type { RolloutView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { RelativeTime } from "@/components/relative-time.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { rolloutMarks } from "./rollout-marks.ts";

type RolloutHistoryProps = {
  rollouts: readonly RolloutView[];
  shownId: string | undefined;
  onSelect: (rolloutId: string) => void;
};

/** Rollouts that have ended, newest first. */
export function RolloutHistory({ rollouts, shownId, onSelect }: RolloutHistoryProps) {
  const t = useTranslations("rollouts.history");
  return (
    <section aria-label={t("title")} className="mt-12">
      <h2 className="mb-2 text-sm font-semibold">{t("title")}</h2>
      {rollouts.length === 0 && <p className="max-w-170 text-muted">{t("none")}</p>}
      <ol>
        {rollouts.map((rollout) => (
          <HistoryRow
            key={rollout.id}
            rollout={rollout}
            isShown={rollout.id === shownId}
            onSelect={onSelect}
          />
        ))}
      </ol>
    </section>
  );
}

type HistoryRowProps = {
  rollout: RolloutView;
  isShown: boolean;
  onSelect: (rolloutId: string) => void;
};

function HistoryRow({ rollout, isShown, onSelect }: HistoryRowProps) {
  const t = useTranslations("rollouts");
  const { id, state, stateReason, version, precision, steps, reason, createdByName, createdAt, endedAt } =
    rollout;
  const open = (event: MouseEvent) => {
    event.preventDefault();
    onSelect(id);
  };
  return (
    <li
      className={clsx(
        "flex flex-wrap items-baseline gap-x-6 gap-y-1 border-t border-line py-2",
        isShown && "bg-accent-soft",
      )}
    >
      <span className="inline-flex w-32 shrink-0 items-baseline gap-2">
        <StateMark state={rolloutMarks[state]} className="self-center" />
        {t(`state.${state}`)}
      </span>
      <a
        href={`/rollouts?${new URLSearchParams({ rollout: id })}`}
        onClick={open}
        aria-current={isShown || undefined}
        className="shrink-0 rounded-sm font-medium hover:underline"
      >
        {version.name} <span className="font-normal text-muted">{precision}</span>
      </a>
      <span className="min-w-0 flex-1 truncate text-muted max-sm:basis-full">
        {t("history.regions", { count: steps.length })} · {createdByName} · {stateReason ?? reason}
      </span>
      <span className="shrink-0 text-xs text-muted">
        <RelativeTime at={endedAt ?? createdAt} />
      </span>
    </li>
  );
}
