"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { type FleetEvent, useTRPC } from "@/client/query/trpc.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { eventKinds, outcomeChange } from "../fleet-event.ts";

const shownEvents = 20;
const refetchMs = 15_000;

/** What happened to an agent by itself, newest first. */
export function AgentEvents({ agentId }: { agentId: string }) {
  const t = useTranslations();
  const trpc = useTRPC();
  const query = trpc.fleet.events.queryOptions(
    { agentId, limit: shownEvents },
    { refetchInterval: refetchMs },
  );
  const { data: events, error } = useQuery(query);
  if (error && !events) return <p className="text-danger-ink">{t(`errors.${shownErrorOf(error).code}`)}</p>;
  if (!events) return <Skeleton className="h-16 w-full" />;
  if (events.length === 0) return <p className="text-muted">{t("fleet.sheet.noEvents")}</p>;
  return (
    <ol className="flex flex-col gap-1.5">
      {events.map((event) => (
        <li key={event.id} className="flex items-baseline justify-between gap-4">
          <EventText event={event} />
          <span className="text-xs text-muted">
            <RelativeTime at={event.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function EventText({ event }: { event: FleetEvent }) {
  const t = useTranslations("fleet");
  const kind = eventKinds.find((known) => `agent.${known}` === event.kind);
  if (kind) return <span>{t(`event.${kind}`)}</span>;
  const change = outcomeChange(event);
  if (!change) return <span>{event.kind}</span>;
  return (
    <span className="min-w-0">
      {t(`outcome.${change.to}`)}
      {change.reason !== null && <span className="text-muted"> · {change.reason}</span>}
    </span>
  );
}
