"use client";

import type { RegionView } from "@meridian/contracts/api";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/client/query/trpc.ts";
import { SheetSection } from "@/components/sheet-section.tsx";
import { PerformancePending, performanceRefetchMs } from "../performance/performance-pending.tsx";
import { RegionNodes } from "./region-nodes.tsx";
import { StageTimes } from "../performance/stage-times.tsx";
import type { Selection } from "../use-fleet-selection.ts";

type RegionPerformanceProps = { region: RegionView; onSelect: (selection: Selection) => void };

/** Latency by stage of a region, and node by node. */
export function RegionPerformance({ region, onSelect }: RegionPerformanceProps) {
  const t = useTranslations();
  const query = useTRPC().region.performance.queryOptions(
    { regionId: region.id },
    { refetchInterval: performanceRefetchMs },
  );
  const { data, error } = useQuery(query);
  if (!data) return <PerformancePending error={error} />;
  return (
    <>
      <SheetSection title={t("performance.title")}>
        <StageTimes
          versions={data.versions}
          isSilent={data.nodes.every(({ presence }) => presence !== "live")}
        />
      </SheetSection>
      <SheetSection title={t("performance.region.nodes")}>
        <RegionNodes region={region} nodes={data.nodes} onSelect={onSelect} />
      </SheetSection>
    </>
  );
}
