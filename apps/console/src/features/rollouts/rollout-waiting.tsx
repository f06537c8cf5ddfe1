"use client";

import type { RolloutView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { countdown } from "@/client/format/time.ts";
import { waitsFor } from "./waits-for.ts";

/** What a rollout waits for, and the earliest next step. */
export function RolloutWaiting({ rollout }: { rollout: RolloutView }) {
  const t = useTranslations("rollouts.waits");
  const locale = useLocale();
  const nowMs = useNow();
  if (nowMs === null) return null;
  const waiting = waitsFor(rollout, nowMs);
  const version = rollout.version.name;
  const leftOf = (at: Date) => countdown(at.getTime() - nowMs);
  const orHalts = (at: Date | null) => (at === null ? "" : t("gap") + t("givesUp", { left: leftOf(at) }));
  switch (waiting.kind) {
    case "begin":
      return t("begin", { region: waiting.region });
    case "ready": {
      const { untilAt, ...counts } = waiting;
      return t("ready", { ...counts, version }) + orHalts(untilAt);
    }
    case "answer": {
      const { untilAt, ...counts } = waiting;
      return t("answer", { ...counts, version }) + orHalts(untilAt);
    }
    case "bake": {
      const { region, next, untilAt } = waiting;
      if (untilAt.getTime() <= nowMs) return t("bakeOver", { region });
      const left = leftOf(untilAt);
      return next === null ? t("bakeLast", { region, left }) : t("bakeNext", { region, next, left });
    }
    case "data":
      return t("data", waiting);
    case "paused":
      return waiting.region === null ? t("paused") : t("pausedWatched", { region: waiting.region });
    case "revert":
      return waiting.regions.length === 0
        ? t("reverted")
        : t("revert", { regions: new Intl.ListFormat(locale).format(waiting.regions) });
    case "completed":
      return t("completed", { version });
    case "halted":
    case "rolledBack":
      return t(waiting.kind);
  }
}
