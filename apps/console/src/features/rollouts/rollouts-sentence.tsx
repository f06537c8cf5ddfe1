"use client";

import type { RegionView, RolloutView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";

type RolloutsSentenceProps = { open: RolloutView | undefined; regions: readonly RegionView[] };

/** "No rollout is running. All 4 nodes run compact." */
export function RolloutsSentence({ open, regions }: RolloutsSentenceProps) {
  const t = useTranslations("rollouts");
  const locale = useLocale();
  if (open) {
    return t("sentence.open", {
      version: open.version.name,
      precision: open.precision,
      state: t(`state.${open.state}`).toLocaleLowerCase(locale),
      done: open.steps.filter(({ state }) => state === "done").length,
      count: open.steps.length,
    });
  }
  const { nodes, versions } = countAnswering(regions);
  const [first] = versions;
  if (nodes === 0 || (first && first.nodes === nodes)) {
    const answering = t("sentence.all", { count: nodes, version: first?.name ?? "" });
    return t("sentence.none", { answering });
  }
  const parts = versions.map(({ name, nodes: count }) => t("sentence.part", { count, version: name }));
  const list = new Intl.ListFormat(locale, { type: "conjunction" }).format(parts);
  return t("sentence.none", { answering: t("sentence.mixed", { count: nodes, parts: list }) });
}

type AnsweringCounts = {
  nodes: number;
  /** Nodes by the version they answer with, the most first. */
  versions: { name: string; nodes: number }[];
};

export function countAnswering(regions: readonly RegionView[]): AnsweringCounts {
  const nodes = regions.flatMap(({ agents }) => agents).filter(({ role }) => role === "inference");
  const counts = new Map<string, number>();
  for (const { answersWith } of nodes) {
    if (answersWith !== null) counts.set(answersWith, (counts.get(answersWith) ?? 0) + 1);
  }
  const versions = [...counts].map(([name, count]) => ({ name, nodes: count }));
  return { nodes: nodes.length, versions: versions.toSorted((a, b) => b.nodes - a.nodes) };
}
