"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ShownOnce } from "@/components/shown-once.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { generateBackupCodes, useTwoStep } from "./use-two-step.ts";

/** Makes new backup codes; those before stop working. */
export function NewBackupCodes({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.twoStep");
  const { ask, ...state } = useTwoStep();
  const [codes, setCodes] = useState<string[] | null>(null);
  const submit = async (password: string) => {
    const made = await ask(() => generateBackupCodes(password));
    if (made) setCodes(made.backupCodes);
  };
  if (codes) {
    return <ShownOnce title={t("codes")} hint={t("codesHint")} secret={codes.join("\n")} onClose={onClose} />;
  }
  return (
    <PasswordDialog
      title={t("newCodes")}
      submitLabel={t("makeCodes")}
      effect={t("newCodesEffect")}
      state={state}
      onSubmit={(password) => void submit(password)}
      onClose={onClose}
    />
  );
}
