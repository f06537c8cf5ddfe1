"use client";

import type { RolloutView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { phases } from "./lane-phases.ts";
import { RolloutLane } from "./rollout-lane.tsx";

const headCell = "pr-4 pb-2 text-left font-normal";

/** A lane per region, in rollout order; on a narrow screen a lane's cells stand under one another. */
export function RolloutLanes({ rollout }: { rollout: RolloutView }) {
  const t = useTranslations("rollouts.lane");
  return (
    <table className="mt-4 w-full table-fixed border-collapse text-table max-lg:block">
      <colgroup className="max-lg:hidden">
        <col className="w-[17%]" />
        <col className="w-[28%]" />
        <col className="w-[18%]" />
        <col className="w-[27%]" />
        <col className="w-[10%]" />
      </colgroup>
      <thead className="text-xs text-muted max-lg:sr-only">
        <tr>
          <th scope="col" className={headCell}>
            {t("region")}
          </th>
          {phases.map((phase) => (
            <th key={phase} scope="col" className={headCell}>
              {t(phase)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-lg:block">
        {rollout.steps.map((step) => (
          <RolloutLane key={step.regionId} step={step} versionName={rollout.version.name} />
        ))}
      </tbody>
    </table>
  );
}
