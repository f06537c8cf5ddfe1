"use client";

import type { SplitView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "@/components/form-dialog.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import { ReasonField } from "../draft/reason-field.tsx";
import type { Subject } from "../subject.ts";
import { useSplit } from "./use-split.ts";
import { useTrafficProblem } from "../use-traffic-problem.ts";

type SplitDialogProps = { subject: Subject; split: SplitView; onClose: () => void };

const percentOfBeginning = 5;

/** Which version, which part of the requests, and why; 0 % ends it. */
export function SplitDialog({ subject, split, onClose }: SplitDialogProps) {
  const t = useTranslations("traffic.split");
  const common = useTranslations("traffic.apply");
  const { current } = split;
  const versions = versionsOf(split);
  const [modelVersionId, setModelVersionId] = useState(versions[0]?.modelVersionId ?? "");
  const [percent, setPercent] = useState(current?.percent ?? percentOfBeginning);
  const [reason, setReason] = useState("");
  const problemOf = useTrafficProblem();
  const { apply, isPending, error } = useSplit(subject, onClose);
  const isNothing = percent === 0 && current === null;
  const missing = reason.trim() === "" ? common("reasonMissing") : undefined;
  const submit = () =>
    apply({
      baseRevision: split.revision,
      split: percent === 0 ? null : { modelVersionId, percent },
      reason: reason.trim(),
    });
  return (
    <FormDialog
      title={t("title", { region: subject.regionName })}
      submitLabel={percent === 0 ? t("end") : t("submit")}
      onSubmit={submit}
      onClose={onClose}
      isPending={isPending}
      disabledReason={isNothing ? t("nothing") : missing}
      problem={error === null ? undefined : problemOf(error)}
    >
      <p className="text-muted">{t("says")}</p>
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <Select
          label={t("version")}
          value={modelVersionId}
          onChange={setModelVersionId}
          options={versions.map(({ modelVersionId: value, name }) => ({ value, label: name }))}
        />
        <NumberField label={t("percent")} value={percent} min={0} max={100} onChange={setPercent} />
      </div>
      <ReasonField value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** The current one first, also while no node holds it any more. */
function versionsOf({ current, choices }: SplitView): SplitView["choices"] {
  const others = choices.filter(({ modelVersionId }) => modelVersionId !== current?.modelVersionId);
  return current ? [current, ...others] : others;
}
