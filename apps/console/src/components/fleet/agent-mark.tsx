"use client";

import { useTranslations } from "next-intl";
import { StateMark } from "@/components/state-mark.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import type { AgentState } from "@meridian/contracts/status";

/** Shape, colour and word; on a small screen the word is there for screen readers. */
export function AgentMark({ state, isWordKept = false }: { state: AgentState | null; isWordKept?: boolean }) {
  const t = useTranslations("fleet.state");
  if (state === null) return <Skeleton className="my-0.75 h-3 w-16 max-sm:w-3" />;
  const isNever = state.reasons.some(({ kind }) => kind === "never");
  return (
    <span data-of-now className="inline-flex items-center gap-2 whitespace-nowrap">
      <StateMark state={state.state} />
      <span className={isWordKept ? undefined : "max-sm:sr-only"}>{t(isNever ? "never" : state.state)}</span>
    </span>
  );
}
