"use client";

import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useState } from "react";
import { TextField } from "../ui/text-field.tsx";
import { FormDialog } from "./form-dialog.tsx";

const reasonLengthMax = 500;

type ConfirmChangeProps = {
  title: string;
  /** Default: the title. */
  submitLabel?: string;
  /** What the change does, in numbers where there are any. */
  effect: ReactNode;
  reason?: "required" | "optional" | "none";
  /** For what cannot be undone: the name to type before it can be confirmed. */
  nameToType?: string;
  /** What else keeps it from being confirmed. */
  disabledReason?: string | undefined;
  /** The mutation that carries it out. */
  state: { isPending: boolean; error: unknown };
  onConfirm: (reason: string) => void;
  onClose: () => void;
  /** Fields and notes between the effect and the reason. */
  children?: ReactNode;
};

/** Asks before a change: its effect, why it is made, and for what cannot be undone a name typed out. */
export function ConfirmChange({
  title,
  submitLabel = title,
  effect,
  reason: need = "required",
  nameToType,
  disabledReason,
  state,
  onConfirm,
  onClose,
  children,
}: ConfirmChangeProps) {
  const t = useTranslations("common");
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const needsReason = need === "required" && reason.trim() === "";
  const needsName = nameToType !== undefined && typed.trim() !== nameToType;
  const missing = needsReason
    ? t("reason.missing")
    : needsName
      ? t("typeNameFirst", { name: nameToType })
      : undefined;
  return (
    <FormDialog
      title={title}
      submitLabel={submitLabel}
      isPending={state.isPending}
      error={state.error}
      disabledReason={disabledReason ?? missing}
      onSubmit={() => onConfirm(reason.trim())}
      onClose={onClose}
    >
      {typeof effect === "string" ? <p>{effect}</p> : effect}
      {children}
      {need !== "none" && (
        <ReasonField
          isOptional={need === "optional"}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {nameToType !== undefined && (
        <TextField
          label={t("typeName", { name: nameToType })}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </FormDialog>
  );
}

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
