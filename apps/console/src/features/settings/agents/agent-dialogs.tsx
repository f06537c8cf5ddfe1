"use client";

import type { AgentEntry } from "@meridian/contracts/api";
import { AgentName } from "@meridian/contracts/fleet";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { ShownOnce } from "@/components/shown-once.tsx";
import { TextField } from "@/components/ui/text-field.tsx";

type AgentDialogProps = { agent: AgentEntry; onClose: () => void };

export const agentDialogs = {
  rename: RenameAgent,
  rotate: RotateCredential,
  revoke: RevokeCredential,
  archive: ArchiveAgent,
  accept: AcceptAddress,
} as const;
export type AgentAction = keyof typeof agentDialogs;

function RenameAgent({ agent, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const done = useDone(useTRPC().agent.pathFilter(), onClose);
  const [typed, setTyped] = useState(agent.name);
  const name = AgentName.safeParse(typed.trim());
  const { mutate, isPending, error } = useMutation(
    useTRPC().agent.rename.mutationOptions({ onSuccess: () => done(t("renamed")) }),
  );
  return (
    <FormDialog
      title={t("renameTitle", { name: agent.name })}
      submitLabel={t("rename")}
      isPending={isPending}
      disabledReason={name.success ? undefined : t("problem.name")}
      error={error}
      onSubmit={() => name.success && mutate({ agentId: agent.id, name: name.data })}
      onClose={onClose}
    >
      <TextField
        label={t("field.name")}
        hint={t("problem.name")}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </FormDialog>
  );
}

function AcceptAddress({ agent: { id, name, advertisedUrl, claimedUrl }, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  // As it was when the dialog opened: consent is for what was read.
  const [url] = useState(claimedUrl ?? advertisedUrl);
  const done = useDone(useTRPC().agent.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    useTRPC().agent.acceptAddress.mutationOptions({ onSuccess: () => done(t("accepted", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("acceptTitle", { name })}
      submitLabel={t("accept")}
      effect={t("acceptEffect", { from: advertisedUrl, to: url })}
      state={state}
      onConfirm={(reason) => mutate({ agentId: id, url, reason })}
      onClose={onClose}
    />
  );
}

function ArchiveAgent({ agent: { id, name, role }, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const done = useDone(useTRPC().agent.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    useTRPC().agent.archive.mutationOptions({ onSuccess: () => done(t("archived", { name })) }),
  );
  return (
    <ConfirmChange
      title={t("archiveTitle", { name })}
      submitLabel={t("archive")}
      effect={t(`archiveEffect.${role}`)}
      nameToType={name}
      state={state}
      onConfirm={(reason) => mutate({ agentId: id, reason })}
      onClose={onClose}
    />
  );
}

function RevokeCredential({ agent: { id, name, role }, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const done = useDone(useTRPC().agent.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    useTRPC().agent.revokeCredential.mutationOptions({ onSuccess: () => done(t("revoked")) }),
  );
  return (
    <ConfirmChange
      title={t("revokeTitle", { name })}
      submitLabel={t("revoke")}
      effect={t(`revokeEffect.${role}`)}
      nameToType={name}
      state={state}
      onConfirm={(reason) => mutate({ agentId: id, reason })}
      onClose={onClose}
    />
  );
}

function RotateCredential({ agent: { id, name, role }, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const done = useDone(useTRPC().agent.pathFilter());
  const { mutate, data, ...state } = useMutation(
    useTRPC().agent.rotateCredential.mutationOptions({ onSuccess: () => done(t("rotated")) }),
  );
  const title = t("rotateTitle", { name });
  if (data) {
    return (
      <ShownOnce
        title={title}
        hint={t.rich("newCredential", { code: (chunks) => <code className="font-mono">{chunks}</code> })}
        secret={data.credential}
        onClose={onClose}
      />
    );
  }
  return (
    <ConfirmChange
      title={title}
      submitLabel={t("rotate")}
      effect={t(`rotateEffect.${role}`)}
      state={state}
      onConfirm={(reason) => mutate({ agentId: id, reason })}
      onClose={onClose}
    />
  );
}
