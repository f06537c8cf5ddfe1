"use client";

import type { RolloutView } from "@meridian/contracts/api";
import { Pause, Play, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/client/use-may.ts";
import { Button } from "@/components/ui/button.tsx";
import { RollBackDialog } from "./roll-back-dialog.tsx";
import { useRolloutCommand } from "./use-rollout-command.ts";

/** Pause or resume while it is open, and the way back. */
export function RolloutCommands({ rollout }: { rollout: RolloutView }) {
  const t = useTranslations("rollouts");
  const [isAsking, setIsAsking] = useState(false);
  const pause = useRolloutCommand("pause");
  const resume = useRolloutCommand("resume");
  const mayNot = useMay("approver");
  const { id: rolloutId, state } = rollout;
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
