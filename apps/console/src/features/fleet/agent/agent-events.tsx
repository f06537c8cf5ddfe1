"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { z } from "zod";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { type FleetEvent, useTRPC } from "@/client/query/trpc.ts";
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
  const { data, error } = useQuery(query);
  const events = data?.data;
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

/** Kinds of events that have a message of their own; others show their name. */
const eventKinds = ["live", "stale", "offline", "connected-twice", "address-claimed"] as const;

const OutcomeChange = z.object({
  kind: z.literal("agent.outcome"),
  details: z.object({
    to: z.enum(["converged", "converging", "degraded", "failed"]),
    reason: z.string().min(1).nullable().catch(null),
  }),
});
type OutcomeChange = z.infer<typeof OutcomeChange>["details"];

/** What an agent reported of itself from then on; null for any other event. */
export function outcomeChange(event: { kind: string; details: unknown }): OutcomeChange | null {
  return OutcomeChange.safeParse(event).data?.details ?? null;
}
