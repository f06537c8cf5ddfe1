"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FormEvent, ReactNode } from "react";
import { Button } from "./ui/button.tsx";
import { Dialog } from "./ui/dialog.tsx";

type FormDialogProps = {
  title: string;
  submitLabel: string;
  onSubmit: () => void;
  onClose: () => void;
  isPending: boolean;
  /** Why it cannot be carried out as it stands. */
  disabledReason?: string | undefined;
  /** What the server said to the last try. */
  problem?: string | undefined;
  children: ReactNode;
};

/** A form in a dialog: what was typed stays until it is carried out or given up. */
export function FormDialog({
  title,
  submitLabel,
  onSubmit,
  onClose,
  isPending,
  disabledReason,
  problem,
  children,
}: FormDialogProps) {
  const t = useTranslations("common");
  const reason = isPending ? t("pending") : disabledReason;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason === undefined) onSubmit();
  };
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <form noValidate onSubmit={submit} className="flex max-h-[calc(72vh-44px)] flex-col">
        <div className="flex flex-col gap-4 overflow-y-auto px-6 pt-3 pb-2">{children}</div>
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
