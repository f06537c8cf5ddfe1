"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import { copyText } from "@/client/copy-text.ts";
import { Button } from "./ui/button.tsx";

const shownForMs = 1500;

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
