"use client";

import { useTranslations } from "next-intl";
import { SafetyNotice } from "@/components/safety-notice.tsx";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import type { Effect } from "./effects.ts";
import { OutdatedBanner } from "./outdated-banner.tsx";
import type { RoutePolicyRef } from "../route-policy.ts";
import { useShift } from "./use-shift.ts";
import type { MemberDraft } from "./use-drafts.ts";

type ApplyDialogProps = {
  subject: RoutePolicyRef;
  draft: MemberDraft;
  revision: string;
  effects: readonly Effect[];
  effectText: (effect: Effect) => string;
  onClose: () => void;
};

/** Asks before a draft is applied: its effect, what is checked, and the reason. */
export function ApplyDialog({ subject, draft, revision, effects, effectText, onClose }: ApplyDialogProps) {
  const t = useTranslations("traffic.apply");
  const { apply, isPending, error, reset } = useShift(subject, () => {
    draft.discard();
    onClose();
  });
  // The page may show this very change before its answer arrives.
  const isOutdated = draft.isOutdated && !isPending;
  const keep = () => {
    reset();
    draft.keep();
  };
  const discard = () => {
    draft.discard();
    onClose();
  };
  return (
    <ConfirmChange
      title={t(`title.${subject.type}`, { region: subject.regionName })}
      submitLabel={t("submit")}
      effect={
        <>
          <SafetyNotice hasRules className="text-xs" />
          {isOutdated && (
            <OutdatedBanner subject={subject} revision={revision} onKeep={keep} onDiscard={discard} />
          )}
          <ul className="flex flex-col gap-1">
            {effects.map((effect) => (
              <li key={JSON.stringify(effect)}>{effectText(effect)}</li>
            ))}
          </ul>
        </>
      }
      state={{ isPending, error }}
      disabledReason={isOutdated ? t("decideFirst") : undefined}
      onConfirm={(reason) => apply({ draft: draft.draft, changes: draft.changes, reason })}
      onClose={onClose}
    >
      <div className="text-xs text-muted">
        <h3 className="mb-1 font-medium">{t("checks")}</h3>
        <ul className="list-disc pl-4">
          <li>{t(`check.${subject.type}`)}</li>
          <li>{t("check.unchanged", { revision: draft.draft.baseRevision })}</li>
          <li>{t("check.drains")}</li>
        </ul>
      </div>
    </ConfirmChange>
  );
}
