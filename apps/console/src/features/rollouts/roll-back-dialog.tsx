"use client";

import type { RolloutView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { FormDialog } from "@/components/form-dialog.tsx";
import { TextField } from "@/components/ui/text-field.tsx";
import { useRolloutCommand } from "./use-rollout-command.ts";

type RollBackDialogProps = { rollout: RolloutView; onClose: () => void };

/** Asks once, naming what goes back. */
export function RollBackDialog({ rollout: { id, version, steps }, onClose }: RollBackDialogProps) {
  const t = useTranslations("rollouts.rollBack");
  const locale = useLocale();
  const [reason, setReason] = useState("");
  const { mutate, isPending } = useRolloutCommand("rollBack");
  const begun = steps.filter(({ state }) => state !== "waiting");
  const untouched = steps.filter(({ state }) => state === "waiting");
  const namesOf = (some: typeof steps) =>
    new Intl.ListFormat(locale, { type: "conjunction" }).format(some.map(({ regionName }) => regionName));
  const submit = () => {
    const given = reason.trim();
    mutate({ rolloutId: id, ...(given !== "" && { reason: given }) }, { onSettled: onClose });
  };
  return (
    <FormDialog
      title={t("title", { version: version.name })}
      submitLabel={t("submit")}
      onSubmit={submit}
      onClose={onClose}
      isPending={isPending}
    >
      <div>
        <p>
          {begun.length === 0
            ? t("nothing")
            : t("back", { count: begun.flatMap(({ nodes }) => nodes).length, regions: namesOf(begun) })}
        </p>
        {untouched.length > 0 && (
          <p className="mt-1 text-muted">{t("untouched", { regions: namesOf(untouched) })}</p>
        )}
      </div>
      <TextField
        label={t("reason")}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}
