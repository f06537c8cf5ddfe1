"use client";

import type { RegionView, RolloutView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";
import { countAnswering } from "./answering-counts.ts";

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
