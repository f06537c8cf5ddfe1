"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { AcceptInvitationInput } from "@meridian/contracts/api";
import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Controller, useForm, useFormState } from "react-hook-form";
import { NewPasswordField } from "@/components/new-password-field.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { acceptInvitation, type AcceptProblem } from "./accept-invitation.ts";

/** Name and password of whoever was invited; then they are signed in. */
export function AcceptForm({ token, email }: { token: string; email: string }) {
  const t = useTranslations("invite");
  const [problem, setProblem] = useState<Exclude<AcceptProblem, "closed"> | null>(null);
  const [isLeaving, setIsLeaving] = useState(false);
  const { register, control, handleSubmit } = useForm({
    mode: "onChange",
    resolver: zodResolver(AcceptInvitationInput),
    // No default for the name: it would wipe what was filled in before the page's scripts ran.
    defaultValues: { token, password: "" },
  });
  const { isSubmitting, isValid, dirtyFields, errors } = useFormState({ control });
  const isPending = isSubmitting || isLeaving;
  const isNamed = dirtyFields.name && !errors.name;
  const missing = isValid ? undefined : isNamed ? t("passwordMissing") : t("nameMissing");
  const submit = handleSubmit(async (input) => {
    const found = await acceptInvitation(input);
    setIsLeaving(found === null || found === "closed");
    // Whole page loads: the console must draw nothing of a stranger's page, and this page says why a link is closed.
    if (found === null) window.location.assign("/");
    else if (found === "closed") window.location.reload();
    else setProblem(found);
  });
  return (
    <form method="post" noValidate onSubmit={submit} className="mt-8 flex flex-col gap-4">
      {problem && <Banner tone="danger">{t(`problem.${problem}`)}</Banner>}
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <TextField {...register("name")} label={t("name")} autoComplete="name" maxLength={80} autoFocus />
      <Controller
        name="password"
        control={control}
        render={({ field: { value, onChange } }) => <NewPasswordField value={value} onChange={onChange} />}
      />
      <Button
        type="submit"
        look="primary"
        className="mt-2"
        disabledReason={isPending ? t("pending") : missing}
      >
        {isPending && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
        {isPending ? t("pending") : t("submit")}
      </Button>
    </form>
  );
}
