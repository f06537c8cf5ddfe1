"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { CopyButton } from "@/components/copy-button.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { AgentConfirmation, type AgentDialogProps, useAgentDone } from "./agent-confirmation.tsx";

export function RotateCredential({ agent, onClose }: AgentDialogProps) {
  const t = useTranslations("settings.agents");
  const done = useAgentDone();
  const rotate = useMutation(
    useTRPC().agent.rotateCredential.mutationOptions({ onSuccess: () => done(t("rotated")) }),
  );
  const title = t("rotateTitle", { name: agent.name });
  if (rotate.data) {
    return <NewCredential title={title} credential={rotate.data.credential} onClose={onClose} />;
  }
  return (
    <AgentConfirmation
      agent={agent}
      title={title}
      effect={t("rotateEffect")}
      submitLabel={t("rotate")}
      isNameTyped={false}
      action={rotate}
      onClose={onClose}
    />
  );
}

type NewCredentialProps = { title: string; credential: string; onClose: () => void };

/** Told this once. */
function NewCredential({ title, credential, onClose }: NewCredentialProps) {
  const t = useTranslations("settings.agents");
  const frame = useTranslations("settings.frame");
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <div className="flex flex-col gap-4 px-6 pt-3 pb-5">
        <p>{t.rich("newCredential", { code: (chunks) => <code className="font-mono">{chunks}</code> })}</p>
        <div className="flex items-center gap-2 rounded-md border border-line bg-surface py-2 pr-2 pl-3">
          <code className="min-w-0 flex-1 font-mono text-xs break-all">{credential}</code>
          <CopyButton text={credential} />
        </div>
        <footer className="flex justify-end">
          <Button onClick={onClose}>{frame("close")}</Button>
        </footer>
      </div>
    </Dialog>
  );
}
