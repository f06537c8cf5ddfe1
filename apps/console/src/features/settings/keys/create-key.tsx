"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import type { ApiKeyCreated } from "@meridian/contracts/api";
import { parseLimits } from "@meridian/contracts/wire";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm, useFormState } from "react-hook-form";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { LifetimeSelect } from "../credentials/lifetime-select.tsx";
import { NewSecret } from "../credentials/new-secret.tsx";
import { KeyFields, LimitFields } from "./key-fields.tsx";

const newKey: KeyFields = {
  ...{ name: "", scopes: ["parse", "stream"], priorities: ["interactive", "bulk"], regionIds: [] },
  ...{ deadlineMsMax: parseLimits.deadlineMsMax, requestsPerSecond: 100, addressesPerDay: 1_000_000 },
};

export function CreateKey({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.keys");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [expiresInDays, setLifetime] = useState<number | null>(null);
  const { register, control, handleSubmit } = useForm({
    ...{ mode: "onChange" as const, resolver: zodResolver(KeyFields), defaultValues: newKey },
  });
  const { isValid, errors } = useFormState({ control });
  const { mutate, isPending, error, data, variables } = useMutation(
    trpc.apiKey.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.apiKey.pathFilter()),
    }),
  );
  if (data && variables) return <NewKey name={variables.name} created={data} onClose={onClose} />;
  const isNoneChosen = Boolean(errors.scopes ?? errors.priorities);
  const problem = isNoneChosen ? t("problem.none") : t("problem.name");
  return (
    <FormDialog
      title={t("createTitle")}
      submitLabel={t("createSubmit")}
      isPending={isPending}
      error={error}
      disabledReason={isValid ? undefined : problem}
      onSubmit={handleSubmit((fields) => mutate({ ...fields, expiresInDays }))}
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
      <LimitFields control={control} />
      <LifetimeSelect value={expiresInDays} onChange={setLifetime} hasNone />
    </FormDialog>
  );
}

type NewKeyProps = { name: string; created: ApiKeyCreated; onClose: () => void };

/** The key, with a first request to try it by. */
function NewKey({ name, created: { key }, onClose }: NewKeyProps) {
  const t = useTranslations("settings.keys");
  const example = [
    'curl -sS "$GATEWAY/v1/parse" \\',
    `  -H 'authorization: Bearer ${key}' \\`,
    "  -H 'content-type: application/json' \\",
    '  -d \'{"addresses": ["北京市东城区景山前街4号"]}\'',
  ].join("\n");
  return <NewSecret title={t("createdTitle", { name })} secret={key} example={example} onClose={onClose} />;
}
