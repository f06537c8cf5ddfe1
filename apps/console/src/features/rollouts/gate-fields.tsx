"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/text-field.tsx";
import type { DraftField, StartDraft } from "./start-draft.ts";

const fields = ["bakeSeconds", "errorPercentMax", "p95RatioMax", "requestsMin"] as const;

type GateFieldsProps = {
  draft: StartDraft;
  problems: readonly DraftField[];
  onChange: (more: Partial<StartDraft>) => void;
};

/** For how long a region is watched after its switch, and what it is checked against. */
export function GateFields({ draft, problems, onChange }: GateFieldsProps) {
  const t = useTranslations("rollouts.start");
  return (
    <fieldset>
      <legend className="mb-2">{t("gates")}</legend>
      <div className="grid grid-cols-2 items-start gap-4 sm:grid-cols-4">
        {fields.map((field) => (
          <TextField
            key={field}
            inputMode="decimal"
            label={t(field)}
            value={draft[field]}
            problem={problems.includes(field) ? t(`problem.${field}`) : undefined}
            onChange={(event) => onChange({ [field]: event.target.value })}
          />
        ))}
      </div>
    </fieldset>
  );
}
