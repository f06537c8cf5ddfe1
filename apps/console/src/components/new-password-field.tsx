"use client";

import { passwordLengthMax, passwordLengthMin } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TextField } from "./ui/text-field.tsx";

type NewPasswordFieldProps = { value: string; onChange: (value: string) => void };

/** A password to be chosen: what it needs, how far it is, and a way to read what was typed. */
export function NewPasswordField({ value, onChange }: NewPasswordFieldProps) {
  const t = useTranslations("common.newPassword");
  const [isShown, setIsShown] = useState(false);
  const missing = passwordLengthMin - value.length;
  const hint =
    value !== "" && missing > 0 ? t("tooShort", { missing }) : t("hint", { min: passwordLengthMin });
  return (
    <div>
      <TextField
        name="new-password"
        type={isShown ? "text" : "password"}
        label={t("label")}
        autoComplete="new-password"
        spellCheck={false}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
        hint={hint}
        problem={value.length > passwordLengthMax ? t("tooLong", { max: passwordLengthMax }) : undefined}
      />
      <label className="mt-1.5 inline-flex items-center gap-2 text-xs text-muted">
        <input
          type="checkbox"
          checked={isShown}
          onChange={(event) => setIsShown(event.target.checked)}
          className="size-3.5 accent-(--color-accent)"
        />
        {t("show")}
      </label>
    </div>
  );
}
