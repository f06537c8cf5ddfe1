"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import type {
  AgentEntry,
  CreateEnrolmentTokenInput,
  EnrolmentTokenView,
  RegionEntry,
} from "@meridian/contracts/api";
import type { AgentRole } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { Controller, useForm, useFormState, useWatch } from "react-hook-form";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { AgentFields, lifetimesMs, suggestAgent, suggestName } from "./agent-fields.ts";

export type AgentFormProps = {
  regions: readonly RegionEntry[];
  agents: readonly AgentEntry[];
  tokens: readonly EnrolmentTokenView[];
  initial: Omit<AgentFields, "name">;
  isPending: boolean;
  error: unknown;
  onSubmit: (input: CreateEnrolmentTokenInput) => void;
  onClose: () => void;
};

const lifetimes = ["hour", "day", "week"] as const;

/** Where a new agent belongs and what it will be. */
export function AgentForm({ regions, agents, tokens, initial, onSubmit, ...dialog }: AgentFormProps) {
  const t = useTranslations("settings.agents");
  const nameFor = (regionId: string, role: AgentRole) => {
    const region = regions.find(({ id }) => id === regionId);
    const taken = [...agents, ...tokens].filter((one) => one.regionId === regionId);
    return suggestName(region?.name ?? "", role, taken);
  };
  const { register, control, handleSubmit, setValue, clearErrors } = useForm({
    resolver: zodResolver(AgentFields),
    defaultValues: { ...initial, name: nameFor(initial.regionId, initial.role) },
  });
  const { errors, dirtyFields } = useFormState({ control });
  const { regionId, role, state } = useWatch({ control }) as AgentFields;
  /** The name follows region and role until it is typed. */
  const suggest = (next: { regionId: string; role: AgentRole; state?: AgentFields["state"] }) => {
    setValue("regionId", next.regionId);
    setValue("role", next.role);
    if (next.state) setValue("state", next.state);
    if (!dirtyFields.name) setValue("name", nameFor(next.regionId, next.role));
    clearErrors();
  };
  return (
    <FormDialog {...dialog} title={t("new")} submitLabel={t("makeToken")} onSubmit={handleSubmit(onSubmit)}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("field.region")}
          value={regionId}
          onChange={(id) => suggest(suggestAgent(id, agents))}
          options={regions.map(({ id, name, label }) => ({ value: id, label: `${name} · ${label}` }))}
        />
        <Select
          label={t("field.role")}
          value={role}
          onChange={(value) => suggest({ regionId, role: value === "gateway" ? "gateway" : "inference" })}
          options={(["gateway", "inference"] as const).map((value) => ({ value, label: t(`role.${value}`) }))}
        />
      </div>
      <p className="-mt-2 text-xs text-muted">{t(`roleHint.${role}`)}</p>
      <TextField
        {...register("name")}
        label={t("field.name")}
        autoComplete="off"
        spellCheck={false}
        problem={errors.name && t("problem.name")}
      />
      {role === "inference" && (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Controller
              name="state"
              control={control}
              render={({ field: { value, onChange } }) => (
                <Select
                  label={t("field.state")}
                  value={value}
                  onChange={onChange}
                  options={(["active", "standby"] as const).map((one) => ({
                    value: one,
                    label: t(`state.${one}`),
                  }))}
                />
              )}
            />
            <TextField
              {...register("weight")}
              label={t("field.weight")}
              inputMode="numeric"
              problem={errors.weight && t("problem.weight")}
            />
          </div>
          <p className="-mt-2 text-xs text-muted">{t(`stateHint.${state}`)}</p>
        </>
      )}
      <Controller
        name="expiresInMs"
        control={control}
        render={({ field: { value, onChange } }) => (
          <Select
            label={t("field.lifetime")}
            value={String(value)}
            onChange={(next) => onChange(Number(next))}
            options={lifetimes.map((span) => ({
              value: String(lifetimesMs[span]),
              label: t(`lifetime.${span}`),
            }))}
          />
        )}
      />
    </FormDialog>
  );
}
