"use client";

import { useTranslations } from "next-intl";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";

type RevokeDialogProps = {
  title: string;
  /** What ends with it, and when. */
  effect: string;
  /** The mutation that carries it out. */
  state: { isPending: boolean; error: unknown };
  onConfirm: (reason: string) => void;
  onClose: () => void;
};

/** Ends a credential for good: why stands in the audit log. */
export function RevokeDialog(props: RevokeDialogProps) {
  const t = useTranslations("settings.credentials");
  return <ConfirmChange submitLabel={t("revoke")} {...props} />;
}
