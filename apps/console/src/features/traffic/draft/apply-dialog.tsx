"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "@/components/form-dialog.tsx";
import type { Effect } from "./effects.ts";
import { OutdatedBanner } from "./outdated-banner.tsx";
import { ReasonField } from "./reason-field.tsx";
import type { Subject } from "../subject.ts";
import { useShift } from "./use-shift.ts";
import type { TargetDraft } from "./use-target-draft.ts";
import { useTrafficProblem } from "../use-traffic-problem.ts";

type ApplyDialogProps = {
  subject: Subject;
  draft: TargetDraft;
  revision: string;
  effects: readonly Effect[];
  effectText: (effect: Effect) => string;
  onClose: () => void;
};

/** A change as it will be: its effect, why, and what it is checked against. */
export function ApplyDialog({ subject, draft, revision, effects, effectText, onClose }: ApplyDialogProps) {
  const t = useTranslations("traffic.apply");
  const [reason, setReason] = useState("");
  const problemOf = useTrafficProblem();
  const { apply, isPending, error, reset } = useShift(subject, () => {
    draft.discard();
    onClose();
  });
  // The draft's own change may be seen before its answer comes.
  const isOutdated = draft.isOutdated && !isPending;
  const missing = reason.trim() === "" ? t("reasonMissing") : undefined;
  const keep = () => {
    reset();
    draft.keep();
  };
  const discard = () => {
    draft.discard();
    onClose();
  };
  return (
    <FormDialog
      title={t(`title.${subject.type}`, { region: subject.regionName })}
      submitLabel={t("submit")}
      onSubmit={() => apply({ draft: draft.draft, changes: draft.changes, reason: reason.trim() })}
      onClose={onClose}
      isPending={isPending}
      disabledReason={isOutdated ? t("decideFirst") : missing}
      problem={error === null ? undefined : problemOf(error)}
    >
      {isOutdated && (
        <OutdatedBanner subject={subject} revision={revision} onKeep={keep} onDiscard={discard} />
      )}
      <ul className="flex flex-col gap-1">
        {effects.map((effect) => (
          <li key={JSON.stringify(effect)}>{effectText(effect)}</li>
        ))}
      </ul>
      <ReasonField value={reason} onChange={setReason} />
      <div className="mb-2 text-xs text-muted">
        <h3 className="mb-1 font-medium">{t("checks")}</h3>
        <ul className="list-disc pl-4">
          <li>{t(`check.${subject.type}`)}</li>
          <li>{t("check.unchanged", { revision: draft.draft.baseRevision })}</li>
          <li>{t("check.drains")}</li>
        </ul>
      </div>
    </FormDialog>
  );
}
