"use client";

import {
  type ApiTokenView,
  CreateTokenInput,
  type TokenCreated,
  TokenLifetimeDays,
} from "@meridian/contracts/api";
import type { UserRole } from "@meridian/contracts/fleet";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Button } from "@/components/ui/button.tsx";
import { Dialog } from "@/components/ui/dialog.tsx";
import { Select } from "@/components/ui/select.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { TokenSecret } from "./token-secret.tsx";
import { UserRoleChoice } from "../users/user-role-choice.tsx";
import { useSettingsProblem } from "../use-settings-problem.ts";

const lifetimes = ["7", "30", "90", "365", "never"] as const;

export function CreateToken({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.tokens");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useSettingsProblem();
  const [name, setName] = useState("");
  const [role, setRole] = useState<UserRole>("viewer");
  const [lifetime, setLifetime] = useState("90");
  const expiresInDays = TokenLifetimeDays.parse(lifetime === "never" ? null : Number(lifetime));
  const input = CreateTokenInput.safeParse({ name, role, expiresInDays });
  const { mutate, isPending, error, data } = useMutation(
    trpc.token.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.token.pathFilter()),
    }),
  );
  if (data) return <NewToken name={name} created={data} onClose={onClose} />;
  return (
    <FormDialog
      title={t("createTitle")}
      submitLabel={t("createSubmit")}
      isPending={isPending}
      disabledReason={input.success ? undefined : t("problem.name")}
      problem={problemOf(error)}
      onSubmit={() => input.success && mutate(input.data)}
      onClose={onClose}
    >
      <TextField
        label={t("field.name")}
        hint={t("nameHint")}
        maxLength={80}
        autoComplete="off"
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <UserRoleChoice label={t("field.role")} value={role} onChange={setRole} />
      <Select
        label={t("field.expires")}
        value={lifetime}
        onChange={setLifetime}
        options={lifetimes.map((value) => ({ value, label: t(`lifetime.${value}`) }))}
      />
    </FormDialog>
  );
}

type NewTokenProps = { name: string; created: TokenCreated; onClose: () => void };

/** Told this once, with a first request to try it by. */
function NewToken({ name, created: { token }, onClose }: NewTokenProps) {
  const t = useTranslations("settings.tokens");
  const url = `${window.location.origin}/api/v1/fleet`;
  const example = `curl -sS '${url}' \\\n  -H 'authorization: Bearer ${token}'`;
  const title = t("createdTitle", { name: name.trim() });
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <div className="flex flex-col gap-4 px-6 pt-3 pb-5">
        <p>{t("createdHint")}</p>
        <TokenSecret text={token} label={title} />
        <div>
          <p className="mb-1 text-xs text-muted">{t("example")}</p>
          <TokenSecret text={example} label={t("example")} />
        </div>
        <footer className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            {t("done")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

type RevokeTokenProps = { token: ApiTokenView; onClose: () => void };

export function RevokeToken({ token: { id, name }, onClose }: RevokeTokenProps) {
  const t = useTranslations("settings.tokens");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useSettingsProblem();
  const { mutate, isPending, error } = useMutation(
    trpc.token.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.token.pathFilter());
        toast(t("revoked", { name }));
        onClose();
      },
    }),
  );
  return (
    <FormDialog
      title={t("revokeTitle", { name })}
      submitLabel={t("revoke")}
      isPending={isPending}
      problem={problemOf(error)}
      onSubmit={() => mutate({ tokenId: id })}
      onClose={onClose}
    >
      <p>{t("revokeEffect")}</p>
    </FormDialog>
  );
}
