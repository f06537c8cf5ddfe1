"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/app-error.ts";
import { type FleetEvent, useTRPC } from "@/client/trpc.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";

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

const knownKinds = ["live", "stale", "offline", "outcome", "connected-twice"] as const;

function EventText({ event }: { event: FleetEvent }) {
  const t = useTranslations("fleet.event");
  const kind = knownKinds.find((known) => `agent.${known}` === event.kind);
  if (!kind) return <span>{event.kind}</span>;
  return <span>{kind === "outcome" ? outcomeText(event.details, t("outcome")) : t(kind)}</span>;
}

function outcomeText(details: FleetEvent["details"], fallback: string): string {
  if (details === null || typeof details !== "object" || Array.isArray(details)) return fallback;
  const { to, reason } = details;
  const said = typeof reason === "string" && reason !== "" ? reason : null;
  return [fallback, typeof to === "string" ? to : null, said].filter(Boolean).join(" · ");
}
