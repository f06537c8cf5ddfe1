"use client";

import { AgentName } from "@meridian/contracts/fleet";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { AgentConfirmation, type AgentDialogProps, useAgentDone } from "./agent-confirmation.tsx";
import { useSettingsProblem } from "../use-settings-problem.ts";

export function RenameAgent({ agent, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const problemOf = useSettingsProblem();
  const done = useAgentDone();
  const [name, setName] = useState(agent.name);
  const isName = AgentName.safeParse(name.trim()).success;
  const { mutate, isPending, error } = useMutation(
    useTRPC().agent.rename.mutationOptions({ onSuccess: () => done(t("renamed"), onClose) }),
  );
  return (
    <FormDialog
      title={t("renameTitle", { name: agent.name })}
      submitLabel={t("rename")}
      isPending={isPending}
      disabledReason={isName ? undefined : t("problem.name")}
      problem={problemOf(error)}
      onSubmit={() => mutate({ agentId: agent.id, name: name.trim() })}
      onClose={onClose}
    >
      <TextField
        label={t("field.name")}
        hint={t("problem.name")}
        autoComplete="off"
        spellCheck={false}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
    </FormDialog>
  );
}

export function ArchiveAgent({ agent, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const done = useAgentDone();
  const archive = useMutation(
    useTRPC().agent.archive.mutationOptions({
      onSuccess: () => done(t("archived", { name: agent.name }), onClose),
    }),
  );
  return (
    <AgentConfirmation
      agent={agent}
      title={t("archiveTitle", { name: agent.name })}
      effect={t(`archiveEffect.${agent.role}`)}
      submitLabel={t("archive")}
      isNameTyped
      action={archive}
      onClose={onClose}
    />
  );
}

export function RevokeCredential({ agent, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const done = useAgentDone();
  const revoke = useMutation(
    useTRPC().agent.revokeCredential.mutationOptions({ onSuccess: () => done(t("revoked"), onClose) }),
  );
  return (
    <AgentConfirmation
      agent={agent}
      title={t("revokeTitle", { name: agent.name })}
      effect={t("revokeEffect")}
      submitLabel={t("revoke")}
      isNameTyped
      action={revoke}
      onClose={onClose}
    />
  );
}
