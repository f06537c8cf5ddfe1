"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { Banner } from "@/components/ui/banner.tsx";
import { shareText } from "./shares.ts";

/** Gateways whose shares neither weights nor health explain; nothing while there are none. */
export function PickerFaults({ traffic }: { traffic: TrafficView }) {
  const t = useTranslations("traffic.pickerFault");
  const figures = useLiveFigures();
  const faults = traffic.regions.flatMap(({ id }) => figures?.origin(id)?.faults ?? []);
  const named = [...traffic.gateways, ...traffic.regions, ...traffic.nodes.flatMap(({ nodes }) => nodes)];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return faults.map(({ gatewayId, targetId, expected, observed, requests }) => (
    <Banner key={gatewayId} tone="danger" className="mb-4">
      {t("says", {
        gateway: names.get(gatewayId) ?? gatewayId,
        target: names.get(targetId) ?? targetId,
        observed: shareText(observed),
        expected: shareText(expected),
        requests,
      })}
    </Banner>
  ));
}
