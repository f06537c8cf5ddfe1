"use client";

import { useTranslations } from "next-intl";
import { PasswordDialog } from "./password-dialog.tsx";
import { disable, useTwoStep } from "./use-two-step.ts";

export function TurnOff({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.twoStep");
  const { ask, ...state } = useTwoStep();
  const submit = async (password: string) => {
    // A whole page load: the session's cookie is a new one.
    if (await ask(() => disable(password))) window.location.reload();
  };
  return (
    <PasswordDialog
      title={t("turnOffTitle")}
      submitLabel={t("turnOff")}
      effect={t("turnOffEffect")}
      state={state}
      onSubmit={(password) => void submit(password)}
      onClose={onClose}
    />
  );
}
