"use client";

import type { SplitView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SafetyNotice } from "@/components/safety-notice.tsx";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";
import type { RoutePolicyRef } from "../route-policy.ts";
import { useSplit } from "./use-split.ts";

type SplitDialogProps = { subject: RoutePolicyRef; split: SplitView; onClose: () => void };

const percentOfBeginning = 5;

/** Which version, which part of the requests, and why; 0 % ends it. */
export function SplitDialog({ subject, split, onClose }: SplitDialogProps) {
  const t = useTranslations("traffic.split");
  const { current } = split;
  const versions = versionsOf(split);
  const [modelVersionId, setModelVersionId] = useState(versions[0]?.modelVersionId ?? "");
  const [percent, setPercent] = useState(current?.percent ?? percentOfBeginning);
  const { apply, ...state } = useSplit(subject, onClose);
  const isNothing = percent === 0 && current === null;
  const confirm = (reason: string) =>
    apply({
      baseRevision: split.revision,
      split: percent === 0 ? null : { modelVersionId, percent },
      reason,
    });
  return (
    <ConfirmChange
      title={t("title", { region: subject.regionName })}
      submitLabel={percent === 0 ? t("end") : t("submit")}
      effect={
        <>
          <SafetyNotice />
          <p className="text-muted">{t("says")}</p>
        </>
      }
      state={state}
      disabledReason={isNothing ? t("nothing") : undefined}
      onConfirm={confirm}
      onClose={onClose}
    >
      <div className="grid grid-cols-[1fr_6rem] gap-3">
        <Select
          label={t("version")}
          value={modelVersionId}
          onChange={setModelVersionId}
          options={versions.map(({ modelVersionId: value, name }) => ({ value, label: name }))}
        />
        <NumberField label={t("percent")} value={percent} min={0} max={100} onChange={setPercent} />
      </div>
    </ConfirmChange>
  );
}

/** The current one first, also while no node holds it any more. */
function versionsOf({ current, choices }: SplitView): SplitView["choices"] {
  const others = choices.filter(({ modelVersionId }) => modelVersionId !== current?.modelVersionId);
  return current ? [current, ...others] : others;
}
