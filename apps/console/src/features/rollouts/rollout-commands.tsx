"use client";

import type { RolloutView } from "@meridian/contracts/api";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play, Undo2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/client/query/trpc.ts";
import { useMay } from "@/client/session.tsx";
import { useProblem } from "@/client/use-problem.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { Button } from "@/components/ui/button.tsx";

/** Pause or resume while it is open, and the way back. */
export function RolloutCommands({ rollout }: { rollout: RolloutView }) {
  const t = useTranslations("rollouts");
  const [isAsking, setIsAsking] = useState(false);
  const pause = useRolloutCommand("pause");
  const resume = useRolloutCommand("resume");
  const { id: rolloutId, state, steps } = rollout;
  const mayNot = useMay(
    "approver",
    steps.map(({ regionId }) => regionId),
  );
  const pending = pause.isPending || resume.isPending ? t("disabled.pending") : undefined;
  const goingBack = state === "rolling-back" ? t("disabled.rollingBack") : undefined;
  const disabledReason = mayNot ?? goingBack ?? pending;
  return (
    <div className="flex gap-2">
      {state === "running" && (
        <Button disabledReason={disabledReason} onClick={() => pause.mutate({ rolloutId })}>
          <Pause size={14} aria-hidden />
          {t("command.pause")}
        </Button>
      )}
      {state !== "running" && state !== "completed" && (
        <Button disabledReason={disabledReason} onClick={() => resume.mutate({ rolloutId })}>
          <Play size={14} aria-hidden />
          {t("command.resume")}
        </Button>
      )}
      <Button disabledReason={mayNot ?? goingBack} onClick={() => setIsAsking(true)}>
        <Undo2 size={14} aria-hidden />
        {t("command.rollBack")}
      </Button>
      {isAsking && <RollBackDialog rollout={rollout} onClose={() => setIsAsking(false)} />}
    </div>
  );
}

type RollBackDialogProps = { rollout: RolloutView; onClose: () => void };

/** Asks before a rollback, and names the regions that go back. */
function RollBackDialog({ rollout: { id, version, steps }, onClose }: RollBackDialogProps) {
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

/** A command to the open rollout. A toast says why one was refused. */
function useRolloutCommand(command: "pause" | "resume" | "rollBack") {
  const t = useTranslations("rollouts.command");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const problemOf = useProblem();
  return useMutation(
    trpc.rollout[command].mutationOptions({
      onError: (error) => toast.error(t("failed", { why: problemOf(error) ?? "" })),
      onSettled: () => queryClient.invalidateQueries(trpc.rollout.pathFilter()),
    }),
  );
}
