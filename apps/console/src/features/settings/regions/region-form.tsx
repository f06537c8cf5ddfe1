"use client";

import type { CreateRegionInput, RegionEntry } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { FormDialog } from "@/components/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { emptyRegionDraft, readRegionDraft, type RegionField, regionDraftOf } from "./region-draft.ts";
import { RegionExamples } from "./region-examples.tsx";

type RegionFormProps = {
  title: string;
  submitLabel: string;
  /** What is being edited; null: a new one. */
  region: RegionEntry | null;
  taken: ReadonlySet<string>;
  isPending: boolean;
  problem: string | undefined;
  onSubmit: (input: CreateRegionInput) => void;
  onClose: () => void;
};

/** Name, label and place of a region. What is wrong is said once it was tried to send. */
export function RegionForm({ region, taken, onSubmit, ...dialog }: RegionFormProps) {
  const t = useTranslations("settings.regions");
  const [draft, setDraft] = useState(region ? regionDraftOf(region) : emptyRegionDraft);
  const [isTried, setIsTried] = useState(false);
  const read = readRegionDraft(draft);
  const submit = () => {
    setIsTried(true);
    if ("input" in read) onSubmit(read.input);
  };
  const field = (name: RegionField, more: { hint?: ReactNode; placeholder?: string } = {}) => (
    <TextField
      label={t(`field.${name}`)}
      autoComplete="off"
      spellCheck={false}
      value={draft[name]}
      onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
      problem={isTried && "wrong" in read && read.wrong.has(name) ? t(`problem.${name}`) : undefined}
      {...more}
    />
  );
  return (
    <FormDialog {...dialog} onSubmit={submit}>
      {!region && <RegionExamples taken={taken} onPick={setDraft} />}
      {field("name", { hint: t("hint.name"), placeholder: "cn-east" })}
      {field("label", { hint: t("hint.label") })}
      <div className="grid grid-cols-2 items-start gap-4">
        {field("latitude", { hint: t("hint.latitude"), placeholder: "31.23" })}
        {field("longitude", { hint: t("hint.longitude"), placeholder: "121.47" })}
      </div>
    </FormDialog>
  );
}
