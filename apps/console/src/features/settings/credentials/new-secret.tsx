"use client";

import { useTranslations } from "next-intl";
import { CopyBox, ShownOnce } from "@/components/shown-once.tsx";

type NewSecretProps = {
  title: string;
  secret: string;
  /** A first use, with the secret filled in. */
  example: string;
  exampleLabel?: string;
  onClose: () => void;
};

/** A credential that was just made, with a way to try it. */
export function NewSecret({ title, secret, example, exampleLabel, onClose }: NewSecretProps) {
  const t = useTranslations("settings.credentials");
  const label = exampleLabel ?? t("example");
  return (
    <ShownOnce title={title} hint={t("copyNow")} secret={secret} onClose={onClose}>
      <div>
        <p className="mb-1 text-xs text-muted">{label}</p>
        <CopyBox text={example} label={label} />
      </div>
    </ShownOnce>
  );
}
