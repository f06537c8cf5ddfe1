"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { isNewPassword, NewPasswordField } from "@/components/new-password-field.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { useSettingsProblem } from "../use-settings-problem.ts";

/** `email` tells password managers whose password it is. */
export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations("settings.preferences");
  const problemOf = useSettingsProblem();
  const [currentPassword, setCurrent] = useState("");
  const [newPassword, setNew] = useState("");
  const { mutate, isPending, error } = useMutation(
    useTRPC().session.changePassword.mutationOptions({
      onSuccess: () => {
        setCurrent("");
        setNew("");
        toast(t("passwordChanged"));
      },
    }),
  );
  const isComplete = currentPassword !== "" && isNewPassword(newPassword);
  const reason = isPending ? t("changing") : isComplete ? undefined : t("missing");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason === undefined) mutate({ currentPassword, newPassword });
  };
  return (
    <form method="post" noValidate onSubmit={submit} className="flex max-w-100 flex-col gap-4">
      <p className="text-muted">{t("passwordSentence")}</p>
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <TextField
        name="current-password"
        type="password"
        label={t("currentPassword")}
        autoComplete="current-password"
        value={currentPassword}
        onChange={(event) => setCurrent(event.target.value)}
        problem={problemOf(error)}
      />
      <NewPasswordField value={newPassword} onChange={setNew} />
      <Button type="submit" className="self-start" disabledReason={reason}>
        {t("changePassword")}
      </Button>
    </form>
  );
}
