"use client";

import { useTranslations } from "next-intl";
import { Select } from "@/components/ui/select.tsx";

type LifetimeSelectProps = {
  /** In days. */
  value: number | null;
  onChange: (days: number | null) => void;
  /** Whether it may be made for good. */
  hasNone?: boolean;
};

const none = "none";
const withEnd = ["7", "30", "90", "365"] as const;
const all = [none, ...withEnd] as const;

/** For how long a credential stands. */
export function LifetimeSelect({ value, onChange, hasNone = false }: LifetimeSelectProps) {
  const t = useTranslations("settings.credentials");
  const lifetimes = hasNone ? all : withEnd;
  return (
    <Select
      label={t("column.expires")}
      value={value === null ? none : String(value)}
      onChange={(chosen) => onChange(chosen === none ? null : Number(chosen))}
      options={lifetimes.map((lifetime) => ({ value: lifetime, label: t(`lifetime.${lifetime}`) }))}
    />
  );
}
