"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm, useFormState } from "react-hook-form";
import { authClient } from "@/client/auth-client.ts";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";

/** What proves the second step. */
type Proof = "totp" | "backup";
/** `over`: the first step has to be repeated. */
export type CodeProblem = "code" | "throttled" | "over" | "unavailable" | "unreachable";

type CodeFormProps = { onSignedIn: () => void; onStartOver: () => void };

/** The second step of signing in: a code of the authenticator app, or a backup code. */
export function CodeForm({ onSignedIn, onStartOver }: CodeFormProps) {
  const t = useTranslations("signIn");
  const [proof, setProof] = useState<Proof>("totp");
  const [problem, setProblem] = useState<CodeProblem | null>(null);
  const { register, control, handleSubmit, reset } = useForm<{ code: string }>();
  const isPending = useFormState({ control }).isSubmitting;
  const submit = handleSubmit(async ({ code }) => {
    const found = await prove(proof, code.trim());
    setProblem(found);
    if (found === null) onSignedIn();
  });
  const change = () => {
    setProof(proof === "totp" ? "backup" : "totp");
    setProblem(null);
    reset();
  };
  return (
    <form method="post" onSubmit={submit} className="mt-8 flex flex-col gap-4">
      {problem && <Banner tone="danger">{t(`problem.${problem}`)}</Banner>}
      <p className="text-muted">{t(`second.${proof}`)}</p>
      <TextField
        key={proof}
        {...register("code")}
        label={t(`code.${proof}`)}
        inputMode={proof === "totp" ? "numeric" : "text"}
        autoComplete="one-time-code"
        spellCheck={false}
        maxLength={20}
        required
        autoFocus
      />
      <Button type="submit" look="primary" disabledReason={isPending ? t("pending") : undefined}>
        {isPending && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
        {isPending ? t("pending") : t("submit")}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button look="quiet" size="small" onClick={change}>
          {t(proof === "totp" ? "useBackup" : "useApp")}
        </Button>
        <Button look="quiet" size="small" onClick={onStartOver}>
          {t("startOver")}
        </Button>
      </div>
    </form>
  );
}

async function prove(proof: Proof, code: string): Promise<CodeProblem | null> {
  const { verifyTotp, verifyBackupCode } = authClient.twoFactor;
  try {
    const { error } = await (proof === "totp" ? verifyTotp({ code }) : verifyBackupCode({ code }));
    return error ? codeProblem(error.status, error.code) : null;
  } catch {
    return "unreachable";
  }
}

/** Why the second step failed, as a person needs to know it. */
export function codeProblem(status: number, code?: string): CodeProblem {
  if (status === 0) return "unreachable";
  if (status === 429) return "throttled";
  if (code === "INVALID_TWO_FACTOR_COOKIE" || code === "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE") return "over";
  return status >= 500 ? "unavailable" : "code";
}
