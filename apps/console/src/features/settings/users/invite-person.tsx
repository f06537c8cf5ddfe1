"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { InviteInput } from "@meridian/contracts/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useForm, useFormState } from "react-hook-form";
import type { z } from "zod";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { ShownOnce } from "@/components/shown-once.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { RegionLimit } from "../region-limit.tsx";
import { RoleChoice } from "../role-choice.tsx";

const noInvitation: z.input<typeof InviteInput> = { email: "", role: "viewer", regionIds: [] };

export function InvitePerson({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.users");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { register, control, handleSubmit } = useForm({
    mode: "onChange",
    resolver: zodResolver(InviteInput),
    defaultValues: noInvitation,
  });
  const { isValid } = useFormState({ control });
  const { mutate, isPending, error, data, variables } = useMutation(
    trpc.user.invite.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.user.invitations.queryFilter()),
    }),
  );
  if (data && variables) {
    const { email } = variables;
    return (
      <ShownOnce
        title={t("linkTitle", { email })}
        hint={t("linkHint", { email })}
        secret={data.link}
        onClose={onClose}
      />
    );
  }
  return (
    <FormDialog
      title={t("inviteTitle")}
      submitLabel={t("inviteSubmit")}
      isPending={isPending}
      error={error}
      disabledReason={isValid ? undefined : t("problem.email")}
      onSubmit={handleSubmit((input) => mutate(input))}
      onClose={onClose}
    >
      <TextField {...register("email")} label={t("field.email")} type="email" autoComplete="off" autoFocus />
      <Controller
        name="role"
        control={control}
        render={({ field: { value, onChange } }) => (
          <RoleChoice label={t("field.role")} value={value} onChange={onChange} />
        )}
      />
      <Controller
        name="regionIds"
        control={control}
        render={({ field: { value = [], onChange } }) => (
          <RegionLimit label={t("field.regions")} hint={t("regionsHint")} value={value} onChange={onChange} />
        )}
      />
    </FormDialog>
  );
}
