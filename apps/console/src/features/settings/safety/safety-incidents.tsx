"use client";

import type { IncidentState, IncidentView } from "@meridian/contracts/api";
import type { ShownState } from "@meridian/contracts/fleet";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { shownErrorOf } from "@/client/query/app-error.ts";
import { useExactTime } from "@/client/format/time.ts";
import { useTRPC } from "@/client/query/trpc.ts";
import { useDone } from "@/client/query/use-done.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useMay } from "@/client/session.tsx";
import { ConfirmChange } from "@/components/confirm-change/confirm-change.tsx";
import { IncidentWords } from "@/components/incident/incident-words.tsx";
import { ErrorPanel } from "@/components/page-state/error-panel.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { Button } from "@/components/ui/button.tsx";

const marks: Record<IncidentState, ShownState> = {
  suspected: "degraded",
  observer: "degraded",
  confirmed: "failing",
  closed: "ready",
};

/** The newest incidents; an operator may close the open one. */
export function Incidents() {
  const t = useTranslations("safety.incident");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.incident.list.queryOptions());
  const incidents = data?.data;
  useRefetchOnChange(trpc.incident.pathFilter());
  const mayNotClose = useMay("operator", "fleet");
  const [closing, setClosing] = useState<string | null>(null);
  if (error) return <ErrorPanel title={t("failed")} error={shownErrorOf(error)} onRetry={refetch} />;
  if (incidents?.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <ol className="flex flex-col gap-5">
      {incidents?.map((incident) => (
        <li key={incident.id} className="flex items-start gap-2">
          <StateMark state={marks[incident.state]} className="mt-1" />
          <div className="flex min-w-0 flex-col items-start gap-1">
            <IncidentWords incident={incident} />
            <IncidentTimes incident={incident} />
            {incident.closedAt === null && (
              <Button size="small" disabledReason={mayNotClose} onClick={() => setClosing(incident.id)}>
                {t("close")}
              </Button>
            )}
          </div>
        </li>
      ))}
      {closing !== null && <CloseIncident incidentId={closing} onClose={() => setClosing(null)} />}
    </ol>
  );
}

function IncidentTimes({ incident }: { incident: IncidentView }) {
  const t = useTranslations("safety.incident");
  const exactTime = useExactTime();
  const { openedAt, closedAt, closedReason } = incident;
  return (
    <p className="text-xs text-muted">
      {t("open", { at: exactTime(openedAt) })}
      {closedAt && closedReason && `. ${t(closedReason, { at: exactTime(closedAt) })}`}
    </p>
  );
}

function CloseIncident({ incidentId, onClose }: { incidentId: string; onClose: () => void }) {
  const t = useTranslations("safety.incident");
  const trpc = useTRPC();
  const done = useDone(trpc.incident.pathFilter(), onClose);
  const { mutate, ...state } = useMutation(
    trpc.incident.close.mutationOptions({ onSuccess: () => done(t("done")) }),
  );
  return (
    <ConfirmChange
      title={t("close")}
      effect={t("closeEffect")}
      state={state}
      onConfirm={(reason) => mutate({ incidentId, reason })}
      onClose={onClose}
    />
  );
}
