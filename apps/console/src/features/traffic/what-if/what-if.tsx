"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { forecastLoad, type Policy } from "@meridian/contracts/forecast";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { useSilence } from "@/client/live/use-silence.ts";
import { useLoad } from "@/client/live/use-load.ts";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import type { DraftMember } from "../draft/draft.ts";
import { policyWith } from "./policy-with.ts";
import type { RoutePolicyRef } from "../route-policy.ts";
import { type Reading, useReadings } from "./use-readings.ts";

type WhatIfProps = {
  traffic: TrafficView;
  subject: RoutePolicyRef;
  members: readonly DraftMember[];
  isChanged: boolean;
};

/** Beside the shares: how busy regions are, how long nodes take and whether a loss is carried; before → after. */
export function WhatIf({ traffic, subject, members, isChanged }: WhatIfProps) {
  const t = useTranslations("traffic.whatIf");
  const isSilent = useSilence() !== null;
  const loadOf = useLoad();
  const readingsOf = useReadings(traffic.regions);
  const scope = subject.type === "traffic" ? { originId: subject.regionId } : {};
  const readingsUnder = (policy: Policy) => {
    const load = loadOf?.(policy) ?? null;
    return readingsOf(load && forecastLoad(load.model, scope), load?.loss ?? null);
  };
  const before = readingsUnder(traffic);
  const after = isChanged ? readingsUnder(policyWith(traffic, subject, members)) : [];
  return (
    <dl data-of-now aria-label={t("title")} className="grid grid-cols-[1fr_auto] gap-x-4 text-xs lg:w-72">
      <dt className="mb-1 font-medium">{t("title")}</dt>
      <dd className="mb-1 text-right text-muted">
        {isChanged ? t("beforeAfter") : t(isSilent ? "lastKnown" : "now")}
      </dd>
      {before.map((reading, index) => (
        <Row key={reading.name} before={reading} after={after[index]} />
      ))}
    </dl>
  );
}

function Row({ before, after }: { before: Reading; after: Reading | undefined }) {
  const isOther = after !== undefined && after.text !== before.text;
  const shown = after ?? before;
  return (
    <div className="col-span-2 grid grid-cols-subgrid border-t border-line py-1">
      <dt className="min-w-0 truncate text-muted">{before.name}</dt>
      <dd className="text-right whitespace-nowrap">
        {isOther && <span className="text-muted">{before.text} → </span>}
        <Tooltip label={shown.note}>
          <span
            tabIndex={0}
            className={clsx(
              "rounded-sm",
              shown.isBad ? "font-medium text-warning-ink" : isOther ? "font-medium" : "text-muted",
            )}
          >
            {shown.text}
          </span>
        </Tooltip>
      </dd>
    </div>
  );
}
