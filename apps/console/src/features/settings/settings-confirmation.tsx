"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextField } from "@/components/ui/text-field.tsx";

/** A reason and, for what cannot be taken back, a name typed out. */
export function useConfirmation(nameToType: string | null) {
  const t = useTranslations("settings.frame");
  const [reason, onReason] = useState("");
  const [typed, onTyped] = useState("");
  const isTyped = nameToType === null || typed.trim() === nameToType;
  const missingName = isTyped ? undefined : t("typeNameFirst", { name: nameToType });
  return {
    reason: reason.trim(),
    /** What is still to be said; undefined when it can be done. */
    missing: reason.trim() === "" ? t("reasonMissing") : missingName,
    fields: { nameToType, reason, onReason, typed, onTyped },
  };
}

type ConfirmationFieldsProps = ReturnType<typeof useConfirmation>["fields"];

export function ConfirmationFields({
  nameToType,
  reason,
  onReason,
  typed,
  onTyped,
}: ConfirmationFieldsProps) {
  const t = useTranslations("settings.frame");
  return (
    <>
      <TextField
        label={t("reason")}
        hint={t("reasonHint")}
        maxLength={500}
        autoComplete="off"
        value={reason}
        onChange={(event) => onReason(event.target.value)}
      />
      {nameToType !== null && (
        <TextField
          label={t("typeName", { name: nameToType })}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => onTyped(event.target.value)}
        />
      )}
    </>
  );
}
