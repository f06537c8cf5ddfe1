"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import type { ApiKeyView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm, useFormState } from "react-hook-form";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { RevokeDialog } from "../credentials/revoke-dialog.tsx";
import { KeyFields, LimitFields } from "./key-fields.tsx";

type KeyDialogProps = { apiKey: ApiKeyView; onClose: () => void };

export function RevokeKey({ apiKey: { id, name }, onClose }: KeyDialogProps) {
  const t = useTranslations("settings.keys");
  const trpc = useTRPC();
  const done = useDone(trpc.apiKey.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.apiKey.revoke.mutationOptions({ onSuccess: () => done(t("revoked", { name })) }),
  );
  return (
    <RevokeDialog
      title={t("revokeTitle", { name })}
      effect={t("revokeEffect")}
      state={state}
      onConfirm={(reason) => mutate({ keyId: id, reason })}
      onClose={onClose}
    />
  );
}

export function EditKey({ apiKey, onClose }: KeyDialogProps) {
  const t = useTranslations("settings.keys");
  const trpc = useTRPC();
  const { register, control, handleSubmit } = useForm({
    ...{
      mode: "onChange" as const,
      resolver: zodResolver(KeyFields),
      defaultValues: KeyFields.parse(apiKey),
    },
  });
  const { isValid, errors } = useFormState({ control });
  const done = useDone(trpc.apiKey.pathFilter(), onClose);
  const { mutate, isPending, error } = useMutation(
    trpc.apiKey.update.mutationOptions({ onSuccess: (_none, { name = "" }) => done(t("edited", { name })) }),
  );
  const problem = errors.name ? t("problem.name") : t("problem.none");
  return (
    <FormDialog
      title={t("editTitle", { name: apiKey.name })}
      submitLabel={t("editSubmit")}
      isPending={isPending}
      error={error}
      disabledReason={isValid ? undefined : problem}
      onSubmit={handleSubmit((fields) => mutate({ keyId: apiKey.id, ...fields }))}
      onClose={onClose}
    >
      <TextField {...register("name")} label={t("field.name")} maxLength={80} autoComplete="off" />
      <LimitFields control={control} />
    </FormDialog>
  );
}
