"use client";

import type { ShownState } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { useDatabaseAwaySince } from "@/client/live/use-fleet-live.ts";
import { useConnection, useIsPolling } from "@/client/live/operator-socket.ts";
import type { Silence } from "@/client/live/freshness.ts";
import { useSilenceAge } from "@/client/live/use-silence-words.ts";
import { useSilence } from "@/client/live/use-silence.ts";
import { StateMark } from "@/components/state-mark.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";

const marks = {
  connecting: "loading",
  connected: "ready",
  polling: "degraded",
  database: "degraded",
  reconnecting: "stale",
  silent: "failing",
  lost: "failing",
} as const satisfies Record<string, ShownState>;

/** Whether the page's live figures are live. */
export function ConnectionMark() {
  const t = useTranslations("shell.connection");
  const { status } = useConnection();
  const isPolling = useIsPolling();
  const silence = useSilence();
  const isDatabaseAway = useDatabaseAwaySince() !== null;
  const carried = isPolling ? "polling" : status;
  const live = status === "connected" ? (isDatabaseAway ? "database" : carried) : status;
  const shown = silence && status !== "lost" ? "silent" : live;
  const mark = (
    <div
      data-tells-silence
      tabIndex={shown === "polling" ? 0 : undefined}
      className="flex items-center gap-2 px-2 text-xs whitespace-nowrap text-muted sm:min-w-25"
    >
      <StateMark state={marks[shown]} />
      <span role="status" className="max-sm:sr-only">
        {t(shown)}
      </span>
      {silence && <Age silence={silence} />}
    </div>
  );
  return shown === "polling" ? <Tooltip label={t("pollingNote")}>{mark}</Tooltip> : mark;
}

function Age({ silence }: { silence: Silence }) {
  return <span aria-hidden>{useSilenceAge(silence)}</span>;
}
