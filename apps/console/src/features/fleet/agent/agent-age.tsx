"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { timeSpan } from "@/client/format/time-span.ts";
import type { ReceivedLive } from "@/client/live/fleet-live-store.ts";

/** How old an agent's figures are: only a silent agent's age counts up. */
export function AgentAge({ live }: { live: ReceivedLive | null }) {
  const t = useTranslations("fleet");
  if (!live || live.ageMs === null) return <span className="text-muted">–</span>;
  if (live.presence === "live") return <span className="text-muted">{t("now")}</span>;
  return <SilentAge ageMs={live.ageMs} receivedAtMs={live.receivedAtMs} />;
}

function SilentAge({ ageMs, receivedAtMs }: { ageMs: number; receivedAtMs: number }) {
  const t = useTranslations("time.span");
  const nowMs = useNow() ?? receivedAtMs;
  const { unit, count } = timeSpan(ageMs + Math.max(0, nowMs - receivedAtMs));
  return <span className="whitespace-nowrap">{t(unit, { count })}</span>;
}
