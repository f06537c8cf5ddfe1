"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import { Button } from "./ui/button.tsx";
import { Dialog } from "./ui/dialog.tsx";

type ShownOnceProps = {
  title: string;
  hint: ReactNode;
  secret: string;
  onClose: () => void;
  children?: ReactNode;
};

/** A secret that only this dialog shows: the console keeps its hash and cannot show it again. */
export function ShownOnce({ title, hint, secret, onClose, children }: ShownOnceProps) {
  const t = useTranslations("common");
  return (
    <Dialog isOpen onOpenChange={(isOpen) => !isOpen && onClose()} title={title}>
      <div className="flex flex-col gap-4 px-6 pt-3 pb-5">
        <p>{hint}</p>
        <CopyBox text={secret} label={title} />
        {children}
        <footer className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            {t("done")}
          </Button>
        </footer>
      </div>
    </Dialog>
  );
}

/** Text in full, to be copied. */
export function CopyBox({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex items-start gap-2 rounded-md border border-line bg-surface py-2 pr-2 pl-3">
      <code
        aria-label={label}
        className="min-w-0 flex-1 font-mono text-xs leading-6 break-all whitespace-pre-wrap select-all"
      >
        {text}
      </code>
      <CopyButton text={text} />
    </div>
  );
}
