"use client";

import { useTranslations } from "next-intl";
import { TextField } from "@/components/ui/text-field.tsx";
import type { DraftField, StartDraft } from "./start-draft.ts";

const gates = ["errorPercentMax", "p95RatioMax", "requestsMin"] as const;

type GateFieldsProps = {
  draft: StartDraft;
  problems: readonly DraftField[];
  onChange: (more: Partial<StartDraft>) => void;
};

/** What a region is checked against after its switch, and for how long. */
export function GateFields({ draft, problems, onChange }: GateFieldsProps) {
  const t = useTranslations("rollouts.start");
  const number = (field: (typeof gates)[number] | "bakeSeconds") => ({
    type: "text",
    inputMode: "decimal" as const,
    label: t(field),
    value: draft[field],
    problem: problems.includes(field) ? t(`problem.${field}`) : undefined,
    onChange: (event: { target: { value: string } }) => onChange({ [field]: event.target.value }),
  });
  return (
    <>
      <TextField {...number("bakeSeconds")} hint={t("bakeHint")} />
      <fieldset>
        <legend className="mb-2 font-medium">{t("gates")}</legend>
        <div className="grid items-end gap-4 sm:grid-cols-3">
          {gates.map((gate) => (
            <TextField key={gate} {...number(gate)} />
          ))}
        </div>
      </fieldset>
    </>
  );
}
