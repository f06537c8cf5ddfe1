"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { shownErrorOf } from "@/client/app-error.ts";
import { useTRPC } from "@/client/trpc.ts";
import { SheetSection } from "@/components/sheet-section.tsx";
import { Skeleton } from "@/components/ui/skeleton.tsx";
import { AgentWork } from "./agent-work.tsx";
import { GpuList } from "./gpu-list.tsx";
import { StageTimes } from "./stage-times.tsx";

/** Nodes tell where time went every 10 s. */
const refetchMs = 5000;

/** Where the time of a node's requests goes, and what it is at work with. */
export function AgentPerformance({ agentId, isSilent }: { agentId: string; isSilent: boolean }) {
  const t = useTranslations();
  const query = useTRPC().agent.performance.queryOptions({ agentId }, { refetchInterval: refetchMs });
  const { data, error } = useQuery(query);
  if (!data) {
    return (
      <SheetSection title={t("performance.title")}>
        {error ? (
          <p className="text-danger-ink">{t(`errors.${shownErrorOf(error).code}`)}</p>
        ) : (
          <Skeleton className="h-60 w-full" />
        )}
      </SheetSection>
    );
  }
  return (
    <>
      <SheetSection title={t("performance.title")}>
        <StageTimes versions={data.versions} isSilent={isSilent} />
      </SheetSection>
      <SheetSection title={t("performance.work.title")}>
        <AgentWork now={data.now} batches={data.batches} />
      </SheetSection>
      {data.gpus.length > 0 && (
        <SheetSection title={t("performance.gpu.title")}>
          <GpuList gpus={data.gpus} isSilent={isSilent} />
        </SheetSection>
      )}
    </>
  );
}
