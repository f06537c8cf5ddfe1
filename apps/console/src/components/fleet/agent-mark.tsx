"use client";

import { useTranslations } from "next-intl";
import { useSilence } from "@/client/live/use-silence.ts";
import { StateMark } from "@/components/state-mark.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { ShownState } from "@meridian/contracts/fleet";
import type { AgentState } from "@meridian/contracts/status";

/** Shape, colour and word; on a small screen the word is there for screen readers. */
export function AgentMark({ state, isWordKept = false }: { state: AgentState | null; isWordKept?: boolean }) {
  const t = useTranslations("fleet.state");
  const isUnknown = useSilence() !== null;
  if (state === null && isUnknown) return <Mark state="stale" word={t("unknown")} isWordKept={isWordKept} />;
  if (state === null) return <Skeleton className="my-0.75 h-3 w-16 max-sm:w-3" />;
  return <Mark state={state.state} word={t(state.state)} isWordKept={isWordKept} />;
}

function Mark({ state, word, isWordKept }: { state: ShownState; word: string; isWordKept: boolean }) {
  return (
    <span data-of-now className="inline-flex items-center gap-2 whitespace-nowrap">
      <StateMark state={state} />
      <span className={isWordKept ? undefined : "max-sm:sr-only"}>{word}</span>
    </span>
  );
}
