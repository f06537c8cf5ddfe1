"use client";

import type {
  AgentEntry,
  CreateEnrolmentTokenInput,
  EnrolmentTokenView,
  RegionEntry,
} from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { type AgentDraft, lifetimesMs, readAgentDraft, suggestAgent, suggestName } from "./agent-draft.ts";

export type AgentFormProps = {
  regions: readonly RegionEntry[];
  agents: readonly AgentEntry[];
  tokens: readonly EnrolmentTokenView[];
  initial: AgentDraft;
  isPending: boolean;
  problem: string | undefined;
  onSubmit: (input: CreateEnrolmentTokenInput) => void;
  onClose: () => void;
};

/** Where a new agent belongs and what it will be. */
export function AgentForm({ regions, agents, tokens, initial, onSubmit, ...dialog }: AgentFormProps) {
  const t = useTranslations("settings.agents");
  const [draft, setDraft] = useState(initial);
  const [isTried, setIsTried] = useState(false);
  const { regionId, role, state, weight } = draft;
  const region = regions.find(({ id }) => id === regionId);
  const taken = [...agents, ...tokens].filter((one) => one.regionId === regionId);
  const suggestedName = suggestName(region?.name ?? "", role, taken);
  const read = readAgentDraft(draft, suggestedName);
  const change = (part: Partial<AgentDraft>) => setDraft({ ...draft, ...part });
  const problemOf = (field: "name" | "weight") =>
    isTried && "wrong" in read && read.wrong.has(field) ? t(`problem.${field}`) : undefined;
  const submit = () => {
    setIsTried(true);
    if ("input" in read) onSubmit(read.input);
  };
  return (
    <FormDialog {...dialog} title={t("new")} submitLabel={t("makeToken")} onSubmit={submit}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Select
          label={t("field.region")}
          value={regionId}
          onChange={(id) => setDraft({ ...suggestAgent(id, agents), name: draft.name })}
          options={regions.map(({ id, name, label }) => ({ value: id, label: `${name} · ${label}` }))}
        />
        <Select
          label={t("field.role")}
          value={role}
          onChange={(value) => change({ role: value === "gateway" ? "gateway" : "inference" })}
          options={(["gateway", "inference"] as const).map((value) => ({ value, label: t(`role.${value}`) }))}
        />
      </div>
      <p className="-mt-2 text-xs text-muted">{t(`roleHint.${role}`)}</p>
      <TextField
        label={t("field.name")}
        autoComplete="off"
        spellCheck={false}
        value={draft.name ?? suggestedName}
        onChange={(event) => change({ name: event.target.value })}
        problem={problemOf("name")}
      />
      {role === "inference" && (
        <>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            <Select
              label={t("field.state")}
              value={state}
              onChange={(value) => change({ state: value === "active" ? "active" : "standby" })}
              options={(["active", "standby"] as const).map((value) => ({
                value,
                label: t(`state.${value}`),
              }))}
            />
            <TextField
              label={t("field.weight")}
              inputMode="numeric"
              value={weight}
              onChange={(event) => change({ weight: event.target.value })}
              problem={problemOf("weight")}
            />
          </div>
          <p className="-mt-2 text-xs text-muted">{t(`stateHint.${state}`)}</p>
        </>
      )}
      <Select
        label={t("field.lifetime")}
        value={String(draft.expiresInMs)}
        onChange={(value) => change({ expiresInMs: Number(value) })}
        options={(["hour", "day", "week"] as const).map((span) => ({
          value: String(lifetimesMs[span]),
          label: t(`lifetime.${span}`),
        }))}
      />
    </FormDialog>
  );
}
