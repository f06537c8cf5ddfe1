"use client";

import type { SafetyView } from "@meridian/contracts/api";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/format/time.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { StateMark } from "@/components/state-mark.tsx";

export function FreezeState({ freeze }: Pick<SafetyView, "freeze">) {
  const t = useTranslations("safety.freeze");
  const exactTime = useExactTime();
  return (
    <>
      <p className="flex items-center gap-2">
        <StateMark state={freeze ? "cordoned" : "ready"} />
        {freeze ? t("on") : t("off")}
      </p>
      {freeze && (
        <p className="mt-1 break-words text-muted">
          {t("since", { by: freeze.byName, at: exactTime(freeze.since), reason: freeze.reason })}
        </p>
      )}
    </>
  );
}

export function Freeze({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.freeze");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.safety.freeze.mutationOptions({ onSuccess: () => done(t("frozen")) }),
  );
  return (
    <ConfirmChange
      title={t("freeze")}
      effect={t("effect")}
      state={state}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  );
}

export function Thaw({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.freeze");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.safety.thaw.mutationOptions({ onSuccess: () => done(t("thawed")) }),
  );
  return (
    <ConfirmChange
      title={t("thaw")}
      effect={t("thawEffect")}
      state={state}
      onConfirm={(reason) => mutate({ reason })}
      onClose={onClose}
    />
  );
}
