"use client";

import type { RegionView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { RegionTile } from "./region-tile.tsx";

export function RegionTiles({ regions }: { regions: readonly RegionView[] }) {
  const t = useTranslations("overview.regions");
  return (
    <section aria-label={t("title")} className="mt-6">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,300px),1fr))] gap-4">
        {regions.map((region, index) => (
          <li key={region.id}>
            <RegionTile region={region} index={index} />
          </li>
        ))}
      </ul>
    </section>
  );
}
