"use client";

import clsx from "clsx";
import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm, useFormState } from "react-hook-form";
import { authClient } from "@/client/auth-client.ts";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { CodeForm } from "./code-form.tsx";

type Credentials = { email: string; password: string };

type SignInFormProps = {
  returnPath: string;
  /** The address that the console takes sign-ins from. */
  consoleUrl: string;
  /** Another way to sign in stands before it. */
  isSecondChoice: boolean;
};

export function SignInForm({ returnPath, consoleUrl, isSecondChoice }: SignInFormProps) {
  const t = useTranslations("signIn");
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  // No default values: they would wipe what was typed or filled in before the page's scripts ran.
  const { register, control, handleSubmit } = useForm<Credentials>();
  const [isLeaving, setIsLeaving] = useState(false);
  const [needsCode, setNeedsCode] = useState(false);
  const isPending = useFormState({ control }).isSubmitting || isLeaving;
  // A whole page load, so that nothing drawn for a stranger stays.
  const leave = () => {
    setIsLeaving(true);
    window.location.assign(returnPath);
  };
  const submit = handleSubmit(async (credentials) => {
    const outcome = await signIn(credentials);
    setNeedsCode(outcome === "second");
    setProblem(outcome === "in" || outcome === "second" ? null : outcome);
    if (outcome === "in") leave();
  });
  if (needsCode) return <CodeForm onSignedIn={leave} onStartOver={() => setNeedsCode(false)} />;
  return (
    <form
      method="post"
      onSubmit={submit}
      className={clsx("flex flex-col gap-4", isSecondChoice ? "mt-4" : "mt-8")}
    >
      {problem && <Banner tone="danger">{t(`problem.${problem}`, { url: consoleUrl })}</Banner>}
      <TextField
        {...register("email")}
        type="email"
        label={t("email")}
        autoComplete="username"
        required
        autoFocus={!isSecondChoice}
      />
      <TextField
        {...register("password")}
        type="password"
        label={t("password")}
        autoComplete="current-password"
        required
      />
      <Button
        type="submit"
        look={isSecondChoice ? "secondary" : "primary"}
        className="mt-2"
        disabledReason={isPending ? t("pending") : undefined}
      >
        {isPending && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
        {isPending ? t("pending") : t("submit")}
      </Button>
    </form>
  );
}

/** `second`: the password is right, and a code is asked for. */
async function signIn(credentials: Credentials): Promise<SignInProblem | "in" | "second"> {
  try {
    const { data, error } = await authClient.signIn.email(credentials);
    if (error) return signInProblem(error.status, error.code);
    return "twoFactorRedirect" in data && data.twoFactorRedirect ? "second" : "in";
  } catch {
    return signInProblem(null);
  }
}

/** Why signing in failed, as a person needs to know it. */
type SignInProblem = "wrong" | "throttled" | "deactivated" | "elsewhere" | "unavailable" | "unreachable";

/** `status` is the HTTP status of the answer; null or 0 when none came. `code` tells refusals of one status apart. */
export function signInProblem(status: number | null, code?: string): SignInProblem {
  if (status === null || status === 0) return "unreachable";
  if (status === 429) return "throttled";
  if (status === 403 && code === "ACCOUNT_DEACTIVATED") return "deactivated";
  if (status === 403 && /ORIGIN|CROSS_SITE/.test(code ?? "")) return "elsewhere";
  if (status === 403) return "unavailable";
  return status >= 500 ? "unavailable" : "wrong";
}
