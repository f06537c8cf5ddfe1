"use client";

import { SafetyRules, type SafetyView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { ConfirmationFields, useConfirmation } from "../settings-confirmation.tsx";
import { useDone } from "../use-done.ts";
import { useSafetyProblem } from "./use-safety-problem.ts";

const names = SafetyRules.keyof().options;

export function ChangeRules({ safety, onClose }: { safety: SafetyView; onClose: () => void }) {
  const t = useTranslations("safety.rules");
  const trpc = useTRPC();
  const problemOf = useSafetyProblem();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const [rules, setRules] = useState(safety.rules);
  // What was seen when the dialog opened, not what others set meanwhile.
  const [seen] = useState(safety);
  const { reason, missing, fields } = useConfirmation(null);
  const { mutate, isPending, error } = useMutation(
    trpc.safety.setRules.mutationOptions({ onSuccess: () => done(t("saved")) }),
  );
  const isSame = names.every((name) => rules[name] === seen.rules[name]);
  return (
    <FormDialog
      title={t("change")}
      submitLabel={t("save")}
      isPending={isPending}
      disabledReason={isSame ? t("same") : missing}
      problem={problemOf(error)}
      onSubmit={() => mutate({ ...rules, baseRevision: seen.revision, reason })}
      onClose={onClose}
    >
      <p>{t("effect")}</p>
      {names.map((name) => (
        <NumberField
          key={name}
          label={t(name)}
          value={rules[name]}
          min={SafetyRules.shape[name].minValue ?? 0}
          max={SafetyRules.shape[name].maxValue ?? 100}
          onChange={(value) => setRules({ ...rules, [name]: value })}
          className="max-w-80"
        />
      ))}
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}
