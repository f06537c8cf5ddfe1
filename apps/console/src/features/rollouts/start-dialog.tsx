"use client";

import type { ModelVersionView, RegionView } from "@meridian/contracts/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { GateFields } from "./gate-fields.tsx";
import { RegionOrderField } from "./region-order-field.tsx";
import { initialDraft, readDraft, type StartDraft } from "./start-draft.ts";
import { StartEffect } from "./start-effect.tsx";
import { useRolloutProblem } from "./use-rollout-problem.ts";
import { VersionFields } from "./version-fields.tsx";

type StartDialogProps = {
  versions: readonly ModelVersionView[];
  suggested: ModelVersionView;
  regions: readonly RegionView[];
  onStarted: () => void;
  onClose: () => void;
};

/** What is rolled out, where, in which order, and what it is checked against. */
export function StartDialog({ versions, suggested, regions, onStarted, onClose }: StartDialogProps) {
  const t = useTranslations("rollouts.start");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useRolloutProblem();
  const [draft, setDraft] = useState(() =>
    initialDraft(
      suggested,
      regions.filter(hasNodes).map(({ id }) => id),
    ),
  );
  const change = (more: Partial<StartDraft>) => setDraft((current) => ({ ...current, ...more }));
  const start = useMutation(
    trpc.rollout.start.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.rollout.pathFilter());
        onStarted();
      },
    }),
  );
  const read = readDraft(draft);
  const [problem] = "problems" in read ? read.problems : [];
  const version = versions.find(({ id }) => id === draft.modelVersionId) ?? suggested;
  return (
    <FormDialog
      title={t("title")}
      submitLabel={t("submit")}
      onSubmit={() => "input" in read && start.mutate(read.input)}
      onClose={onClose}
      isPending={start.isPending}
      disabledReason={problem && t(`problem.${problem}`)}
      problem={problemOf(start.error)}
    >
      <VersionFields versions={versions} draft={draft} onChange={change} />
      <RegionOrderField
        regions={regions}
        choices={draft.regions}
        onChange={(chosen) => change({ regions: chosen })}
      />
      <GateFields draft={draft} problems={"problems" in read ? read.problems : []} onChange={change} />
      <TextField
        label={t("reason")}
        hint={t("reasonHint")}
        maxLength={500}
        value={draft.reason}
        onChange={(event) => change({ reason: event.target.value })}
      />
      <StartEffect version={version} draft={draft} regions={regions} />
    </FormDialog>
  );
}

/** A region without nodes would be refused. */
function hasNodes({ agents }: RegionView): boolean {
  return agents.some(({ role }) => role === "inference");
}
