"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { SafetyRules, type SafetyView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useForm, useFormState } from "react-hook-form";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";

const names = SafetyRules.keyof().options;

export function ChangeRules({ safety, onClose }: { safety: SafetyView; onClose: () => void }) {
  const t = useTranslations("safety.rules");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  // A change by somebody else while the dialog is open must be refused, so its revision is not taken over.
  const [{ rules, revision: baseRevision }] = useState(safety);
  const { control, getValues } = useForm({ defaultValues: rules, resolver: zodResolver(SafetyRules) });
  const { isDirty } = useFormState({ control });
  const { mutate, ...state } = useMutation(
    trpc.safety.setRules.mutationOptions({ onSuccess: () => done(t("saved")) }),
  );
  return (
    <ConfirmChange
      title={t("change")}
      submitLabel={t("save")}
      effect={t("effect")}
      disabledReason={isDirty ? undefined : t("same")}
      state={state}
      onConfirm={(reason) => mutate({ ...getValues(), baseRevision, reason })}
      onClose={onClose}
    >
      {names.map((name) => (
        <Controller
          key={name}
          name={name}
          control={control}
          render={({ field: { value, onChange } }) => (
            <NumberField
              label={t(name)}
              value={value}
              min={SafetyRules.shape[name].minValue ?? 0}
              max={SafetyRules.shape[name].maxValue ?? 100}
              onChange={onChange}
              className="max-w-80"
            />
          )}
        />
      ))}
    </ConfirmChange>
  );
}
