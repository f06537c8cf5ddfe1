"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { shownStatus } from "@/client/live/connection.ts";
import { useConnection } from "@/client/live/operator-socket.ts";
import { timeSpan } from "@/client/format/time.ts";
import type { ShownState } from "@meridian/contracts/fleet";
import { StateMark } from "@/components/state-mark.tsx";

const marks = {
  connecting: "loading",
  connected: "ready",
  reconnecting: "stale",
  lost: "failing",
} as const satisfies Record<string, ShownState>;

/** Whether the page's live figures are live. */
export function ConnectionMark() {
  const t = useTranslations();
  const connection = useConnection();
  const nowMs = useNow() ?? connection.sinceMs;
  const status = shownStatus(connection, nowMs);
  const { unit, count } = timeSpan(nowMs - connection.sinceMs);
  return (
    <div className="flex items-center gap-2 px-2 text-xs whitespace-nowrap text-muted sm:min-w-25">
      <StateMark state={marks[status]} />
      <span role="status" className="max-sm:sr-only">
        {t(`shell.connection.${status}`)}
      </span>
      {status === "reconnecting" && <span aria-hidden>{t(`time.span.${unit}`, { count })}</span>}
    </div>
  );
}
