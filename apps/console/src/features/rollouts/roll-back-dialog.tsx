"use client";

import type { RolloutView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { useRolloutCommand } from "./use-rollout-command.ts";

type RollBackDialogProps = { rollout: RolloutView; onClose: () => void };

/** Asks before a rollback, and names the regions that go back. */
export function RollBackDialog({ rollout: { id, version, steps }, onClose }: RollBackDialogProps) {
  const t = useTranslations("rollouts.rollBack");
  const locale = useLocale();
  const { mutate, isPending } = useRolloutCommand("rollBack");
  const begun = steps.filter(({ state }) => state !== "waiting");
  const untouched = steps.filter(({ state }) => state === "waiting");
  const namesOf = (some: typeof steps) =>
    new Intl.ListFormat(locale, { type: "conjunction" }).format(some.map(({ regionName }) => regionName));
  const confirm = (reason: string) =>
    mutate({ rolloutId: id, ...(reason !== "" && { reason }) }, { onSettled: onClose });
  const back =
    begun.length === 0
      ? t("nothing")
      : t("back", { count: begun.flatMap(({ nodes }) => nodes).length, regions: namesOf(begun) });
  return (
    <ConfirmChange
      title={t("title", { version: version.name })}
      submitLabel={t("submit")}
      effect={back}
      reason="optional"
      // A refusal closes the dialog and shows in a toast: the rollout has moved on and the page shows it.
      state={{ isPending, error: null }}
      onConfirm={confirm}
      onClose={onClose}
    >
      {untouched.length > 0 && (
        <p className="-mt-3 text-muted">{t("untouched", { regions: namesOf(untouched) })}</p>
      )}
    </ConfirmChange>
  );
}
