"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { SheetSection } from "@/components/sheet-section.tsx";
import { AgentWork } from "./agent-work.tsx";
import { GpuList } from "../performance/gpu-list.tsx";
import { PerformancePending, performanceRefetchMs } from "../performance/performance-pending.tsx";
import { StageTimes } from "../performance/stage-times.tsx";

/** Latency by stage and current load of a node. */
export function AgentPerformance({ agentId, isSilent }: { agentId: string; isSilent: boolean }) {
  const t = useTranslations();
  const query = useTRPC().agent.performance.queryOptions(
    { agentId },
    { refetchInterval: performanceRefetchMs },
  );
  const { data, error } = useQuery(query);
  if (!data) return <PerformancePending error={error} />;
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
