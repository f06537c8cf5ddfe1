"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { SafetySwitch } from "./safety-switch.tsx";
import { useDone } from "../use-done.ts";

export function Freeze({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.freeze");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const freeze = useMutation(trpc.safety.freeze.mutationOptions({ onSuccess: () => done(t("frozen")) }));
  return <SafetySwitch title={t("freeze")} effect={t("effect")} mutation={freeze} onClose={onClose} />;
}

export function Thaw({ onClose }: { onClose: () => void }) {
  const t = useTranslations("safety.freeze");
  const trpc = useTRPC();
  const done = useDone(trpc.safety.pathFilter(), onClose);
  const thaw = useMutation(trpc.safety.thaw.mutationOptions({ onSuccess: () => done(t("thawed")) }));
  return <SafetySwitch title={t("thaw")} effect={t("thawEffect")} mutation={thaw} onClose={onClose} />;
}
