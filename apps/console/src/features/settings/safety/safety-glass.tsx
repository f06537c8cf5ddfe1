"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/client/query/trpc.ts";
import { FormDialog } from "@/components/form-dialog.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { SafetySwitch } from "./safety-switch.tsx";
import { ConfirmationFields, useConfirmation } from "../settings-confirmation.tsx";
import { useDone } from "../use-done.ts";
import { useSafetyProblem } from "./use-safety-problem.ts";

export function BreakGlass({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.glass");
  const trpc = useTRPC();
  const problemOf = useSafetyProblem();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const [minutes, setMinutes] = useState(15);
  const { reason, missing, fields } = useConfirmation(null);
  const { mutate, isPending, error } = useMutation(
    trpc.safety.openBreakGlass.mutationOptions({ onSuccess: () => done(t("broken", { minutes })) }),
  );
  return (
    <FormDialog
      title={t("break")}
      submitLabel={t("break")}
      isPending={isPending}
      disabledReason={missing}
      problem={problemOf(error)}
      onSubmit={() => mutate({ minutes, reason })}
      onClose={onClose}
    >
      <p>{t("effect")}</p>
      <NumberField
        label={t("minutes")}
        value={minutes}
        min={1}
        max={60}
        onChange={setMinutes}
        className="w-28"
      />
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}

export function MendGlass({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.glass");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const mend = useMutation(
    trpc.safety.closeBreakGlass.mutationOptions({ onSuccess: () => done(t("closed")) }),
  );
  return <SafetySwitch title={t("close")} effect={t("closeEffect")} mutation={mend} onClose={onClose} />;
}
