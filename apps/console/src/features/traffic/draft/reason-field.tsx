"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/text-field.tsx";

const reasonLengthMax = 500;

/** Why a change is made. */
export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("traffic.apply");
  return (
    <TextField
      label={t("reason")}
      hint={t("reasonHint")}
      maxLength={reasonLengthMax}
      autoComplete="off"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
