"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import type { CreateRegionInput, RegionEntry } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useForm, useFormState } from "react-hook-form";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { fieldsOfRegion, noRegionFields, RegionFields } from "./region-fields.ts";

type RegionFormProps = {
  title: string;
  submitLabel: string;
  /** What is being edited; null: a new one. */
  region: RegionEntry | null;
  taken: ReadonlySet<string>;
  isPending: boolean;
  error: unknown;
  onSubmit: (input: CreateRegionInput) => void;
  onClose: () => void;
};

/** Name, label and position of a region. Problems show from the first try to submit on. */
export function RegionForm({ region, taken, onSubmit, ...dialog }: RegionFormProps) {
  const t = useTranslations("settings.regions");
  const { register, control, handleSubmit, reset } = useForm({
    resolver: zodResolver(RegionFields),
    defaultValues: region ? fieldsOfRegion(region) : noRegionFields,
  });
  const { errors } = useFormState({ control });
  const field = (name: keyof RegionFields, more: { hint?: ReactNode; placeholder?: string } = {}) => (
    <TextField
      {...register(name)}
      label={t(`field.${name}`)}
      autoComplete="off"
      spellCheck={false}
      problem={errors[name] && t(`problem.${name}`)}
      {...more}
    />
  );
  return (
    <FormDialog {...dialog} onSubmit={handleSubmit(onSubmit)}>
      {!region && <RegionExamples taken={taken} onPick={(fields) => reset(fields)} />}
      {field("name", { hint: t("hint.name"), placeholder: "cn-east" })}
      {field("label", { hint: t("hint.label") })}
      <div className="grid grid-cols-2 items-start gap-4">
        {field("latitude", { hint: t("hint.latitude"), placeholder: "31.23" })}
        {field("longitude", { hint: t("hint.longitude"), placeholder: "121.47" })}
      </div>
      {field("agentNetworks", { hint: t("hint.agentNetworks"), placeholder: "10.42.0.0/16" })}
    </FormDialog>
  );
}

const examples = [
  { key: "shanghai", name: "cn-east", latitude: "31.23", longitude: "121.47" },
  { key: "singapore", name: "ap-southeast", latitude: "1.35", longitude: "103.82" },
  { key: "frankfurt", name: "eu-central", latitude: "50.11", longitude: "8.68" },
  { key: "virginia", name: "us-east", latitude: "38.95", longitude: "-77.45" },
] as const;

type RegionExamplesProps = { taken: ReadonlySet<string>; onPick: (fields: RegionFields) => void };

/** Picking one fills the form. */
function RegionExamples({ taken, onPick }: RegionExamplesProps) {
  const t = useTranslations("settings.regions");
  const free = examples.filter(({ name }) => !taken.has(name));
  if (free.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-xs text-muted">{t("examples")}</span>
      {free.map(({ key, ...fields }) => (
        <Button
          key={key}
          size="small"
          onClick={() => onPick({ ...fields, agentNetworks: "", label: t(`example.${key}`) })}
        >
          {t(`example.${key}`)}
        </Button>
      ))}
    </div>
  );
}
