"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "@/components/confirm-change/form-dialog.tsx";
import { CopyBox } from "@/components/shown-once.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { PasswordDialog } from "./password-dialog.tsx";
import { QrCode } from "./qr-code.tsx";
import { enable, useTwoStep, verifyTotp } from "./use-two-step.ts";

type Enrolment = { uri: string; codes: string[] };

/** First the password, then the app is shown the secret and proves by a first code that it has it. */
export function TurnOn({ onClose }: { onClose: () => void }) {
  const t = useTranslations("settings.twoStep");
  const { ask, ...state } = useTwoStep();
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const begin = async (password: string) => {
    const begun = await ask(() => enable(password));
    if (begun && "totpURI" in begun) setEnrolment({ uri: begun.totpURI, codes: begun.backupCodes });
  };
  if (enrolment) return <FirstCode enrolment={enrolment} onClose={onClose} />;
  return (
    <PasswordDialog
      title={t("turnOnTitle")}
      submitLabel={t("next")}
      effect={t("turnOnEffect")}
      state={state}
      onSubmit={(password) => void begin(password)}
      onClose={onClose}
    />
  );
}

function FirstCode({ enrolment: { uri, codes }, onClose }: { enrolment: Enrolment; onClose: () => void }) {
  const t = useTranslations("settings.twoStep");
  const { ask, isPending, problem } = useTwoStep();
  const [code, setCode] = useState("");
  const confirm = async () => {
    // A whole page load: the session's cookie is a new one.
    if (await ask(() => verifyTotp(code.trim()))) window.location.reload();
  };
  return (
    <FormDialog
      title={t("turnOnTitle")}
      submitLabel={t("turnOn")}
      isPending={isPending}
      error={null}
      disabledReason={/^\d{6}$/.test(code.trim()) ? undefined : t("codeFirst")}
      onSubmit={() => void confirm()}
      onClose={onClose}
    >
      <div className="flex flex-wrap items-start gap-4">
        <QrCode text={uri} label={t("qr")} />
        <div className="min-w-40 flex-1">
          <p>{t("scan")}</p>
          <p className="mt-3 mb-1 text-xs text-muted">{t("orType")}</p>
          <CopyBox text={new URL(uri).searchParams.get("secret") ?? ""} label={t("secret")} />
        </div>
      </div>
      <TextField
        label={t("code")}
        autoFocus
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        problem={problem ? t(`problem.code.${problem}`) : undefined}
      />
      <div>
        <p className="mb-1">{t("codesHint")}</p>
        <CopyBox text={codes.join("\n")} label={t("codes")} />
      </div>
    </FormDialog>
  );
}
