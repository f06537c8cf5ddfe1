"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { ChangePasswordInput } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Controller, useForm, useFormState } from "react-hook-form";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useProblem } from "@/client/use-problem.ts";
import { NewPasswordField } from "@/components/new-password-field.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";

/** `email` tells password managers whose password it is. */
export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations("settings.preferences");
  const problemOf = useProblem();
  const { register, control, handleSubmit, reset } = useForm({
    mode: "onChange",
    resolver: zodResolver(ChangePasswordInput),
    // No default for the current one: it would wipe what was filled in before the page's scripts ran.
    defaultValues: { newPassword: "" },
  });
  const { isValid } = useFormState({ control });
  const { mutate, isPending, error } = useMutation(
    useTRPC().session.changePassword.mutationOptions({
      onSuccess: () => {
        reset({ currentPassword: "", newPassword: "" });
        toast(t("passwordChanged"));
      },
    }),
  );
  const reason = isPending ? t("changing") : isValid ? undefined : t("missing");
  const submit = handleSubmit((input) => {
    if (!isPending) mutate(input);
  });
  return (
    <form method="post" noValidate onSubmit={submit} className="flex max-w-100 flex-col gap-4">
      <p className="text-muted">{t("passwordSentence")}</p>
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <TextField
        {...register("currentPassword")}
        type="password"
        label={t("currentPassword")}
        autoComplete="current-password"
        problem={problemOf(error)}
      />
      <Controller
        name="newPassword"
        control={control}
        render={({ field: { value, onChange } }) => <NewPasswordField value={value} onChange={onChange} />}
      />
      <Button type="submit" className="self-start" disabledReason={reason}>
        {t("changePassword")}
      </Button>
    </form>
  );
}
