"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import type { ModelVersionView, RegionView } from "@meridian/contracts/api";
import { Precision } from "@meridian/contracts/fleet";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useForm, useFormState, useWatch } from "react-hook-form";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { ReasonField } from "@/components/confirm-change/confirm-change.tsx";
import { SafetyNotice } from "@/components/safety-notice.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { RegionOrderField } from "./region-order-field.tsx";
import { StartEffect } from "./start-effect.tsx";
import { initialFields, StartFields } from "./start-fields.ts";

type StartDialogProps = {
  versions: readonly ModelVersionView[];
  suggested: ModelVersionView;
  regions: readonly RegionView[];
  onStarted: () => void;
  onClose: () => void;
};

const gateFields = ["bakeSeconds", "errorPercentMax", "p95RatioMax", "requestsMin"] as const;
/** In the order of the form: the first that is wrong keeps it from being submitted. */
const checked = ["regions", ...gateFields, "reason"] as const;

/** What is rolled out, where, in which order, and the gates it is checked against. */
export function StartDialog({ versions, suggested, regions, onStarted, onClose }: StartDialogProps) {
  const t = useTranslations("rollouts.start");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [defaultValues] = useState(() => {
    const withNodes = regions.filter(({ agents }) => agents.some(({ role }) => role === "inference"));
    return initialFields(
      suggested,
      withNodes.map(({ id }) => id),
    );
  });
  const { register, control, handleSubmit, setValue } = useForm({
    mode: "onChange",
    resolver: zodResolver(StartFields),
    defaultValues,
  });
  const { errors } = useFormState({ control });
  const fields = useWatch({ control }) as StartFields;
  const { mutate, isPending, error } = useMutation(
    trpc.rollout.start.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.rollout.pathFilter());
        onStarted();
      },
    }),
  );
  const issues = StartFields.safeParse(fields).error?.issues ?? [];
  const wrong = checked.find((field) => issues.some(({ path }) => path[0] === field));
  const version = versions.find(({ id }) => id === fields.modelVersionId) ?? suggested;
  const chooseVersion = (id: string) => {
    const [preferred] = versions.find((one) => one.id === id)?.precisions ?? [];
    setValue("modelVersionId", id);
    if (preferred) setValue("precision", preferred);
  };
  return (
    <FormDialog
      title={t("title")}
      submitLabel={t("submit")}
      onSubmit={handleSubmit((input) => mutate(input))}
      onClose={onClose}
      isPending={isPending}
      disabledReason={wrong && t(`problem.${wrong}`)}
      error={error}
    >
      <SafetyNotice />
      <div className="grid grid-cols-[2fr_1fr] gap-4">
        <Select
          label={t("version")}
          value={fields.modelVersionId}
          onChange={chooseVersion}
          options={versions.map(({ id, name, digest, hasFiles }) => ({
            value: id,
            isDisabled: !hasFiles,
            label: (
              <>
                {hasFiles ? name : t("noFiles", { version: name })}{" "}
                <code className="ml-1 font-mono text-xs text-muted">{digest.slice(0, 12)}</code>
              </>
            ),
          }))}
        />
        <Select
          label={t("precision")}
          value={fields.precision}
          onChange={(value) => setValue("precision", Precision.parse(value))}
          options={version.precisions.map((value) => ({ value, label: value }))}
        />
      </div>
      <Controller
        name="regions"
        control={control}
        render={({ field: { value, onChange } }) => (
          <RegionOrderField regions={regions} choices={value} onChange={onChange} />
        )}
      />
      <fieldset>
        <legend className="mb-2">{t("gates")}</legend>
        <div className="grid grid-cols-2 items-start gap-4 sm:grid-cols-4">
          {gateFields.map((field) => (
            <TextField
              {...register(field)}
              key={field}
              inputMode="decimal"
              label={t(field)}
              problem={errors[field] && t(`problem.${field}`)}
            />
          ))}
        </div>
      </fieldset>
      <ReasonField {...register("reason")} />
      <StartEffect version={version} fields={fields} regions={regions} />
    </FormDialog>
  );
}
