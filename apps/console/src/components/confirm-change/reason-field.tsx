"use client";

import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { TextField } from "../ui/text-field.tsx";

const reasonLengthMax = 500;

type ReasonFieldProps = Omit<ComponentProps<typeof TextField>, "label"> & { isOptional?: boolean };

/** Why a change is made; the audit log keeps it. */
export function ReasonField({ isOptional = false, ...rest }: ReasonFieldProps) {
  const t = useTranslations("common.reason");
  return (
    <TextField
      label={isOptional ? t("optional") : t("label")}
      hint={t("hint")}
      maxLength={reasonLengthMax}
      autoComplete="off"
      {...rest}
    />
  );
}
