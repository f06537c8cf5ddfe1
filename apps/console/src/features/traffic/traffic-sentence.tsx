"use client";

import type { TrafficView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { stageOf } from "./members/convergence.ts";

/** "3 origins. All gateways run the latest routing table. 1 drain is running." */
export function TrafficSentence({ traffic: { origins, nodes } }: { traffic: TrafficView }) {
  const t = useTranslations("traffic.sentence");
  const stages = [...origins, ...nodes].map(({ convergence }) => stageOf(convergence));
  const drains = [...origins.flatMap((one) => one.targets), ...nodes.flatMap((one) => one.nodes)].filter(
    ({ drain }) => drain !== null,
  ).length;
  const isMoving = stages.includes("pending") || stages.includes("acked");
  const sentences = [
    t("origins", { count: origins.length }),
    stages.includes("refused") ? t("refused") : isMoving ? t("moving") : t("settled"),
    ...(drains > 0 ? [t("drains", { count: drains })] : []),
  ];
  return sentences.join(t("gap"));
}
