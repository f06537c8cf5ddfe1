"use client";

import { PersonName } from "@meridian/contracts/api";
import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { isNewPassword, NewPasswordField } from "@/components/new-password-field.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { acceptInvitation, type AcceptProblem } from "./accept-invitation.ts";

/** Name and password of whoever was invited; then they are signed in. */
export function AcceptForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations("invite");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<AcceptProblem | null>(null);
  const [isPending, setIsPending] = useState(false);
  const missing = !PersonName.safeParse(name).success
    ? t("nameMissing")
    : isNewPassword(password)
      ? undefined
      : t("passwordMissing");
  const reason = isPending ? t("pending") : missing;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (reason !== undefined) return;
    setIsPending(true);
    const found = await acceptInvitation({ token, name, password });
    // Whole page loads: the one draws nothing of a stranger's page, the other says why the link is closed.
    if (found === null) return window.location.assign("/");
    if (found === "closed") return window.location.reload();
    setProblem(found);
    setIsPending(false);
  };

  return (
    <form method="post" noValidate onSubmit={submit} className="mt-8 flex flex-col gap-4">
      {problem && problem !== "closed" && <Banner tone="danger">{t(`problem.${problem}`)}</Banner>}
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <TextField
        name="name"
        label={t("name")}
        autoComplete="name"
        maxLength={80}
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <NewPasswordField value={password} onChange={setPassword} />
      <Button type="submit" look="primary" className="mt-2" disabledReason={reason}>
        {isPending && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
        {isPending ? t("pending") : t("submit")}
      </Button>
    </form>
  );
}
