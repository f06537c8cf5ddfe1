"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { originShares } from "@meridian/contracts/shares";
import { useOriginLive, useRegionLive } from "@/client/live/use-fleet-live.ts";
import { SplitLine } from "./split/split-line.tsx";
import { MemberPanel, type MemberPanelProps } from "./members/member-panel.tsx";
import { originMembers } from "./members/members-of.ts";

type OriginPanelProps = Pick<MemberPanelProps, "subject" | "stored" | "onStore" | "disabledReason"> & {
  traffic: TrafficView;
};

/** Which regions serve an origin's requests. */
export function OriginPanel({ traffic, ...rest }: OriginPanelProps) {
  const { regionId } = rest.subject;
  const live = useOriginLive(regionId);
  const requestsPerSecond = useRegionLive(regionId)?.requestsPerSecond ?? null;
  const origin = traffic.origins.find((one) => one.regionId === regionId);
  if (!origin) return null;
  return (
    <MemberPanel
      {...rest}
      traffic={traffic}
      members={originMembers(traffic, regionId)}
      revision={origin.revision}
      convergence={origin.convergence}
      report={originShares(traffic, () => live, regionId)}
      requestsPerSecond={requestsPerSecond}
    >
      <SplitLine subject={rest.subject} split={origin.split} live={live} />
    </MemberPanel>
  );
}
