"use client";

import type { SafetyView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useNow } from "@/client/format/clock.ts";
import { countdown, useExactTime } from "@/client/format/time.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";

const minutesDefault = 15;

export function BreakGlassState({ breakGlass }: Pick<SafetyView, "breakGlass">) {
  const t = useTranslations("safety.glass");
  const exactTime = useExactTime();
  const nowMs = useNow();
  const leftMs = breakGlass && nowMs !== null ? breakGlass.expiresAt.getTime() - nowMs : null;
  if (!breakGlass || (leftMs !== null && leftMs <= 0)) {
    return (
      <p className="flex items-center gap-2">
        <StateMark state="ready" />
        {t("whole")}
      </p>
    );
  }
  const { byName, reason, since, isOwn } = breakGlass;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2">
        <StateMark state="degraded" />
        {isOwn ? t("own") : t("other", { by: byName })}
        {leftMs !== null && <strong role="timer">{t("left", { time: countdown(leftMs) })}</strong>}
      </p>
      <p className="mt-1 break-words text-muted">
        {t("since", { by: byName, at: exactTime(since), reason })}
      </p>
    </>
  );
}

export function BreakGlass({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.glass");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const [minutes, setMinutes] = useState(minutesDefault);
  const { mutate, ...state } = useMutation(
    trpc.safety.openBreakGlass.mutationOptions({ onSuccess: () => done(t("broken", { minutes })) }),
  );
  return (
    <ConfirmChange
      title={t("break")}
      effect={t("effect")}
      state={state}
      onConfirm={(reason) => mutate({ minutes, reason })}
      onClose={onClose}
    >
      <NumberField
        label={t("minutes")}
        value={minutes}
        min={1}
        max={60}
        onChange={setMinutes}
        className="w-28"
      />
    </ConfirmChange>
  );
}

export function CloseBreakGlass({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.glass");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.safety.closeBreakGlass.mutationOptions({ onSuccess: () => done(t("closed")) }),
  );
  return (
    <ConfirmChange
      title={t("close")}
      effect={t("closeEffect")}
      state={state}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  );
}
