"use client";

import type { ModelVersionView, RegionView } from "@meridian/contracts/api";
import { useLocale, useTranslations } from "next-intl";
import { countdown } from "@/client/format/time.ts";
import { StartFields } from "./start-fields.ts";

type StartEffectProps = { version: ModelVersionView; fields: StartFields; regions: readonly RegionView[] };

/** What the rollout will do, in numbers. */
export function StartEffect({ version, fields, regions }: StartEffectProps) {
  const t = useTranslations("rollouts.start");
  const locale = useLocale();
  // The effect does not depend on the reason: show it before one is typed.
  const { data } = StartFields.safeParse({ ...fields, reason: "–" });
  if (!data) return null;
  const { regionIds, bakeSeconds } = data;
  const chosen = regionIds.flatMap((id) => regions.find((region) => region.id === id) ?? []);
  const parts = chosen.map(({ name, agents }) => {
    const nodes = agents.filter(({ role }) => role === "inference").length;
    return { nodes, text: t("region", { region: name, nodes: t("nodes", { count: nodes }) }) };
  });
  return (
    <p className="border-l-2 border-accent pl-3">
      {t("effect", {
        version: version.name,
        precision: fields.precision,
        count: parts.reduce((sum, { nodes }) => sum + nodes, 0),
        regions: new Intl.ListFormat(locale, { type: "unit" }).format(parts.map(({ text }) => text)),
        bake: countdown(bakeSeconds * 1000),
        total: countdown(bakeSeconds * 1000 * chosen.length),
      })}
    </p>
  );
}
