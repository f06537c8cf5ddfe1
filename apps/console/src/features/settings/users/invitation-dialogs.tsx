"use client";

import { EmailAddress } from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { TokenSecret } from "../tokens/token-secret.tsx";
import { UserRoleChoice } from "./user-role-choice.tsx";
import { useSettingsProblem } from "../use-settings-problem.ts";

export function InvitePerson({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.users");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useSettingsProblem();
  const [text, setText] = useState("");
  const [role, setRole] = useState<UserRole>("viewer");
  const email = EmailAddress.safeParse(text);
  const { mutate, isPending, error, data, variables } = useMutation(
    trpc.user.invite.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.user.invitations.queryFilter()),
    }),
  );
  if (data && variables) {
    return <InvitationLink email={variables.email} link={data.link} onClose={onClose} />;
  }
  return (
    <FormDialog
      title={t("inviteTitle")}
      submitLabel={t("inviteSubmit")}
      isPending={isPending}
      disabledReason={email.success ? undefined : t("problem.email")}
      problem={problemOf(error)}
      onSubmit={() => email.success && mutate({ email: email.data, role })}
      onClose={onClose}
    >
      <TextField
        label={t("field.email")}
        type="email"
        autoComplete="off"
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <UserRoleChoice label={t("field.role")} value={role} onChange={setRole} />
    </FormDialog>
  );
}

type InvitationLinkProps = { email: string; link: string; onClose: () => void };

/** Told this once; whoever has it may accept. */
function InvitationLink({ email, link, onClose }: InvitationLinkProps) {
  const t = useTranslations("settings.users");
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={t("linkTitle", { email })}>
      <div className="flex flex-col gap-4 px-6 pt-3 pb-5">
        <p>{t("linkHint", { email })}</p>
        <TokenSecret text={link} label={t("linkTitle", { email })} />
        <footer className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            {t("done")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}
