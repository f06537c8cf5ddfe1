"use client";

import type { AgentView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { bytesFigure, countFigure, rateFigure, shareFigure } from "@/client/format/figure.ts";
import { timeSpan } from "@/client/format/time.ts";
import type { ReceivedLive } from "@/client/live/fleet-live-store.ts";
import { useAgentHistory } from "@/client/live/use-fleet-live.ts";
import { useSilence } from "@/client/live/use-silence.ts";
import { FigureValue } from "@/components/figure-value.tsx";
import { Sparkline } from "@/components/sparkline.tsx";
import { LatencyVitals, Vital } from "./vital.tsx";

type AgentVitalsProps = { agent: AgentView; live: ReceivedLive | null };

/** The agent's live figures, the last 15 minutes of requests under them. */
export function AgentVitals({ agent, live }: AgentVitalsProps) {
  const t = useTranslations("fleet");
  const history = useAgentHistory(agent.id);
  return (
    <div className="px-6 pb-4">
      <dl className="grid grid-cols-3 gap-x-4 gap-y-3 py-2 sm:grid-cols-4">
        <Vital name={t("column.requests")}>
          <FigureValue value={live?.requestsPerSecond} as={rateFigure} />
        </Vital>
        <LatencyVitals live={live} />
        <Vital name={t("column.errors")}>
          <FigureValue value={live?.errorShare} as={shareFigure} />
        </Vital>
        {agent.role === "inference" && (
          <>
            <Vital name={t("column.queue")}>
              <FigureValue value={live?.queueLength} as={countFigure} />
            </Vital>
            <Vital name={t("vital.cacheHits")}>
              <FigureValue value={live?.cacheHitShare} as={shareFigure} />
            </Vital>
          </>
        )}
        <Vital name={t("vital.inFlight")}>
          <FigureValue value={live?.inFlight} as={countFigure} />
        </Vital>
        <Vital name={t("column.memory")}>
          <FigureValue value={live?.rssBytes} as={bytesFigure} />
        </Vital>
        <Vital name={t("column.age")}>
          <AgentAge live={live} />
        </Vital>
      </dl>
      <Sparkline
        points={history}
        label={t("sparkline")}
        width={472}
        height={48}
        className="mt-2 h-12 w-full"
      />
    </div>
  );
}

/** How old an agent's figures are: the age of a silent agent counts up, and everybody's while the page hears nothing. */
export function AgentAge({ live }: { live: ReceivedLive | null }) {
  const t = useTranslations("fleet");
  const silence = useSilence();
  if (!live || live.ageMs === null) return <span className="text-muted">–</span>;
  const isLive = live.presence === "live";
  if (isLive && !silence) return <span className="text-muted">{t("now")}</span>;
  // The hub does not repeat what has not changed: until the silence began, a live agent's figures were of now.
  if (isLive && silence) return <SilentAge ageMs={0} receivedAtMs={silence.sinceMs} />;
  return <SilentAge ageMs={live.ageMs} receivedAtMs={live.receivedAtMs} />;
}

function SilentAge({ ageMs, receivedAtMs }: { ageMs: number; receivedAtMs: number }) {
  const t = useTranslations("time.span");
  const nowMs = useNow() ?? receivedAtMs;
  const { unit, count } = timeSpan(ageMs + Math.max(0, nowMs - receivedAtMs));
  return <span className="whitespace-nowrap">{t(unit, { count })}</span>;
}
