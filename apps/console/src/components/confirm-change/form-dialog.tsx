"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FormEvent, ReactNode } from "react";
import { useProblem } from "@/client/use-problem.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { FieldProblems, useFieldProblems } from "../ui/field-problems.ts";

type FormDialogProps = {
  title: string;
  submitLabel: string;
  onSubmit: () => void;
  onClose: () => void;
  isPending: boolean;
  /** Why it cannot be submitted as it stands. */
  disabledReason?: string | undefined;
  /** Of the last try. */
  error: unknown;
  children: ReactNode;
};

/** A form in a dialog. A refusal is shown above the buttons, and what was typed stays. */
export function FormDialog({
  title,
  submitLabel,
  onSubmit,
  onClose,
  isPending,
  disabledReason,
  error,
  children,
}: FormDialogProps) {
  const t = useTranslations("common");
  const problem = useProblem()(error);
  const { hasProblem, register } = useFieldProblems();
  const reason = isPending ? t("pending") : hasProblem ? t("number.correctFirst") : disabledReason;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason === undefined) onSubmit();
  };
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <form noValidate onSubmit={submit} className="flex max-h-[calc(72vh-44px)] flex-col">
        <div className="flex flex-col gap-4 overflow-y-auto px-6 pt-3 pb-5">
          <FieldProblems value={register}>{children}</FieldProblems>
        </div>
        {problem !== undefined && (
          <p role="alert" className="px-6 pt-2 text-danger-ink">
            {problem}
          </p>
        )}
        <footer className="flex justify-end gap-2 border-t border-line px-6 py-3">
          <Button look="quiet" onClick={onClose}>
            {t("cancel")}
          </Button>
          <Button look="primary" type="submit" disabledReason={reason}>
            {isPending && <LoaderCircle size={14} aria-hidden className="animate-spin" />}
            {submitLabel}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
