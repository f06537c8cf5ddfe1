"use client";

import { weightsProblem } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import type { Effect } from "./effects.ts";
import type { RoutePolicyRef } from "../route-policy.ts";
import type { MemberDraft } from "./use-drafts.ts";

type ApplyBarProps = {
  subject: RoutePolicyRef;
  draft: MemberDraft;
  effects: readonly Effect[];
  effectText: (effect: Effect) => string;
  /** A field shows a weight that it refused. */
  hasProblem: boolean;
  onReview: () => void;
};

/** The draft's effect in numbers, with the buttons to review or discard it. */
export function ApplyBar({ subject, draft, effects, effectText, hasProblem, onReview }: ApplyBarProps) {
  const t = useTranslations("traffic.apply");
  const correctFirst = useTranslations("common.number")("correctFirst");
  const block = useBlock(subject, draft);
  const [first, ...others] = effects;
  return (
    <div className="sticky bottom-0 z-10 -mx-3 flex flex-wrap items-center gap-x-6 gap-y-2 rounded-t-md border-t border-line-strong bg-surface px-3 py-3">
      <div className="min-w-60 flex-1" aria-live="polite">
        {first && <p className="font-medium">{effectText(first)}</p>}
        {others.map((effect) => (
          <p key={JSON.stringify(effect)} className="text-xs text-muted">
            {effectText(effect)}
          </p>
        ))}
      </div>
      <div className="flex gap-2">
        <Button look="quiet" onClick={draft.discard}>
          {t("discard")}
        </Button>
        <Button look="primary" onClick={onReview} disabledReason={hasProblem ? correctFirst : block}>
          {t("review")}
        </Button>
      </div>
    </div>
  );
}

/** Why a draft cannot be applied as it stands. A region's nodes may all be taken out, an origin's regions not. */
function useBlock(
  { type }: RoutePolicyRef,
  { draft: { members }, isOutdated }: MemberDraft,
): string | undefined {
  const t = useTranslations("traffic.outdated");
  const rules = useTranslations("refusal.rule");
  const isLeftOut = type === "nodes" && members.every(({ state }) => state !== "active");
  if (!isLeftOut && weightsProblem([...members]) !== null) return rules("weights");
  return isOutdated ? t("decide") : undefined;
}
