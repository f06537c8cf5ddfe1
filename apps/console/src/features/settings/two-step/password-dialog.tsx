"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import type { TwoStepProblem } from "./use-two-step.ts";

type PasswordDialogProps = {
  title: string;
  submitLabel: string;
  effect: string;
  state: { isPending: boolean; problem: TwoStepProblem | null };
  onSubmit: (password: string) => void;
  onClose: () => void;
};

/** Asks for the password before a change of the second step: an open page alone changes nothing. */
export function PasswordDialog({ state, effect, onSubmit, ...dialog }: PasswordDialogProps) {
  const t = useTranslations("settings.twoStep");
  const [password, setPassword] = useState("");
  return (
    <FormDialog
      {...dialog}
      isPending={state.isPending}
      error={null}
      disabledReason={password === "" ? t("passwordFirst") : undefined}
      onSubmit={() => onSubmit(password)}
    >
      <p>{effect}</p>
      <TextField
        type="password"
        label={t("password")}
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        problem={state.problem ? t(`problem.password.${state.problem}`) : undefined}
      />
    </FormDialog>
  );
}
