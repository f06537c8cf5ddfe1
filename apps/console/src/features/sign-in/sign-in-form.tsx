"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { authClient } from "@/client/auth-client.ts";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { type SignInProblem, signInProblem } from "./sign-in-problem.ts";

export function SignInForm({ returnPath }: { returnPath: string }) {
  const t = useTranslations("signIn");
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const [isPending, setIsPending] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isPending) return;
    const form = new FormData(event.currentTarget);
    setIsPending(true);
    const found = await signIn(String(form.get("email")), String(form.get("password")));
    // A whole page load, so that nothing drawn for a stranger stays.
    if (found === null) window.location.assign(returnPath);
    else {
      setProblem(found);
      setIsPending(false);
    }
  };

  return (
    <form method="post" onSubmit={submit} className="mt-8 flex flex-col gap-4">
      {problem && <Banner tone="danger">{t(`problem.${problem}`)}</Banner>}
      <TextField name="email" type="email" label={t("email")} autoComplete="username" required autoFocus />
      <TextField
        name="password"
        type="password"
        label={t("password")}
        autoComplete="current-password"
        required
      />
      <Button
        type="submit"
        look="primary"
        className="mt-2"
        {...(isPending && { disabledReason: t("pending") })}
      >
        {isPending && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
        {isPending ? t("pending") : t("submit")}
      </Button>
    </form>
  );
}

async function signIn(email: string, password: string): Promise<SignInProblem | null> {
  try {
    const { error } = await authClient.signIn.email({ email, password });
    return error ? signInProblem(error.status) : null;
  } catch {
    return signInProblem(null);
  }
}
