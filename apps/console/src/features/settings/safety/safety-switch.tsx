"use client";

import type { SafetySwitchInput } from "@meridian/contracts/api";
import { FormDialog } from "@/components/form-dialog.tsx";
import { useSafetyProblem } from "./use-safety-problem.ts";
import { ConfirmationFields, useConfirmation } from "../settings-confirmation.tsx";

type SafetySwitchProps = {
  title: string;
  effect: string;
  mutation: { mutate: (input: SafetySwitchInput) => void; isPending: boolean; error: unknown };
  onClose: () => void;
};

/** One switch of safety, with its effect and a reason. */
export function SafetySwitch({ title, effect, mutation, onClose }: SafetySwitchProps) {
  const problemOf = useSafetyProblem();
  const { reason, missing, fields } = useConfirmation(null);
  return (
    <FormDialog
      title={title}
      submitLabel={title}
      isPending={mutation.isPending}
      disabledReason={missing}
      problem={problemOf(mutation.error)}
      onSubmit={() => mutation.mutate({ reason })}
      onClose={onClose}
    >
      <p>{effect}</p>
      <ConfirmationFields {...fields} />
    </FormDialog>
  );
}
