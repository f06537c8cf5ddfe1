"use client";

import type { ModelVersionView, RegionView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";
import { countdown } from "@/client/format/countdown.ts";
import { readDraft, type StartDraft } from "./start-draft.ts";

type StartEffectProps = { version: ModelVersionView; draft: StartDraft; regions: readonly RegionView[] };

/** What will happen, in words, before it does. */
export function StartEffect({ version, draft, regions }: StartEffectProps) {
  const t = useTranslations("rollouts.start");
  const locale = useLocale();
  // A reason is not needed to say what would happen.
  const read = readDraft({ ...draft, reason: draft.reason || "–" });
  if (!("input" in read)) return null;
  const { regionIds, bakeSeconds } = read.input;
  const chosen = regionIds.flatMap((id) => regions.find((region) => region.id === id) ?? []);
  const parts = chosen.map(({ name, agents }) => {
    const nodes = agents.filter(({ role }) => role === "inference").length;
    return { nodes, text: t("region", { region: name, nodes: t("nodes", { count: nodes }) }) };
  });
  return (
    <p className="border-l-2 border-accent pl-3">
      {t("effect", {
        version: version.name,
        precision: draft.precision,
        count: parts.reduce((sum, { nodes }) => sum + nodes, 0),
        regions: new Intl.ListFormat(locale, { type: "unit" }).format(parts.map(({ text }) => text)),
        bake: countdown(bakeSeconds * 1000),
        total: countdown(bakeSeconds * 1000 * chosen.length),
      })}
    </p>
  );
}
