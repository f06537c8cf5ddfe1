"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { Button } from "./ui/button.tsx";

const shownForMs = 1500;

/** Puts text on the clipboard. False where the browser does not allow it, as on plain http from another machine. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

type CopyButtonProps = { text: string; label?: string };

export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useTranslations("common");
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), shownForMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async () => {
    if (await copyText(text)) setIsCopied(true);
    else toast(t("notCopied"));
  };
  const Icon = isCopied ? Check : Copy;
  return (
    <Button look="quiet" size="small" onClick={copy}>
      <Icon size={13} aria-hidden />
      <span aria-live="polite">{isCopied ? t("copied") : (label ?? t("copy"))}</span>
    </Button>
  );
}
