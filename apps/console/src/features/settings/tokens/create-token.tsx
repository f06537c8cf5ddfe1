"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { CreateTokenInput, isScopeOfUse, leastRoleOfScope, type TokenCreated } from "@meridian/contracts/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useForm, useFormState, useWatch } from "react-hook-form";
import type { z } from "zod";
import { useTRPC } from "@/client/query/trpc.ts";
import { useSession } from "@/client/session.tsx";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { LifetimeSelect } from "../credentials/lifetime-select.tsx";
import { NewSecret } from "../credentials/new-secret.tsx";
import { RoleChoice } from "../role-choice.tsx";
import { KindFields, RegionsField, ScopeField } from "./token-fields.tsx";

const newToken = {
  ...{ name: "", kind: "personal", role: "viewer", scope: "all" },
  ...{ regionIds: [], expiresInDays: 90 },
} satisfies z.input<typeof CreateTokenInput>;

export function CreateToken({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.tokens");
  const roleName = useTranslations("shell.role");
  const { id: myId } = useSession().user;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { register, control, handleSubmit } = useForm({
    mode: "onChange",
    resolver: zodResolver(CreateTokenInput),
    defaultValues: newToken as z.input<typeof CreateTokenInput>,
  });
  const { isValid } = useFormState({ control });
  const [role, scope = "all"] = useWatch({ control, name: ["role", "scope"] });
  const problem = isScopeOfUse(scope, role)
    ? t("problem.name")
    : t("problem.scope", { scope: t(`scope.${scope}`), role: roleName(leastRoleOfScope[scope]) });
  const { mutate, isPending, error, data, variables } = useMutation(
    trpc.token.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.token.pathFilter()),
    }),
  );
  if (data && variables) return <NewToken name={variables.name} created={data} onClose={onClose} />;
  return (
    <FormDialog
      title={t("createTitle")}
      submitLabel={t("createSubmit")}
      isPending={isPending}
      error={error}
      disabledReason={isValid ? undefined : problem}
      onSubmit={handleSubmit(({ ownerId, ...input }) =>
        mutate({ ...input, ...(input.kind === "service" && { ownerId: ownerId ?? myId }) }),
      )}
      onClose={onClose}
    >
      <TextField
        {...register("name")}
        label={t("field.name")}
        hint={t("nameHint")}
        maxLength={80}
        autoComplete="off"
        autoFocus
      />
      <KindFields control={control} myId={myId} />
      <Controller
        name="role"
        control={control}
        render={({ field: { value, onChange } }) => (
          <RoleChoice label={t("field.role")} value={value} onChange={onChange} />
        )}
      />
      <ScopeField control={control} />
      <RegionsField control={control} />
      <Controller
        name="expiresInDays"
        control={control}
        render={({ field: { value, onChange } }) => <LifetimeSelect value={value} onChange={onChange} />}
      />
    </FormDialog>
  );
}

type NewTokenProps = { name: string; created: TokenCreated; onClose: () => void };

/** The token, with a first request to try it by. */
function NewToken({ name, created: { token }, onClose }: NewTokenProps) {
  const t = useTranslations("settings.tokens");
  const url = `${window.location.origin}/api/v1/fleet`;
  const example = `curl -sS '${url}' \\\n  -H 'authorization: Bearer ${token}'`;
  return <NewSecret title={t("createdTitle", { name })} secret={token} example={example} onClose={onClose} />;
}
