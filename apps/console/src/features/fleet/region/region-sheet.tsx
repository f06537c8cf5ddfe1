"use client";

import type { FleetView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { Sheet } from "@/components/ui/sheet.tsx";
import { RegionPerformance } from "./region-performance.tsx";
import { RegionVitals } from "./region-vitals.tsx";
import type { Selection } from "../use-fleet-selection.ts";

type RegionSheetProps = {
  fleet: FleetView;
  regionId: string | null;
  onSelect: (selection: Selection | null) => void;
};

/** A region's live figures and its latency by stage. */
export function RegionSheet({ fleet, regionId, onSelect }: RegionSheetProps) {
  const t = useTranslations();
  const region = fleet.regions.find(({ id }) => id === regionId);
  return (
    <Sheet
      isOpen={regionId !== null}
      onClose={() => onSelect(null)}
      closeLabel={t("shell.closePanel")}
      title={region?.name ?? t("performance.region.unknown")}
    >
      {region ? (
        <>
          <RegionVitals region={region} />
          <RegionPerformance region={region} onSelect={onSelect} />
        </>
      ) : (
        <p className="p-6 text-muted">{t("performance.region.unknownHint", { id: regionId ?? "" })}</p>
      )}
    </Sheet>
  );
}
