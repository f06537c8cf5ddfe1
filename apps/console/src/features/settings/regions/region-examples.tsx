"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import type { RegionDraft } from "./region-draft.ts";

const examples = [
  { key: "shanghai", name: "cn-east", latitude: "31.23", longitude: "121.47" },
  { key: "singapore", name: "ap-southeast", latitude: "1.35", longitude: "103.82" },
  { key: "frankfurt", name: "eu-central", latitude: "50.11", longitude: "8.68" },
  { key: "virginia", name: "us-east", latitude: "38.95", longitude: "-77.45" },
] as const;

type RegionExamplesProps = { taken: ReadonlySet<string>; onPick: (draft: RegionDraft) => void };

/** Places to begin with; picking one fills the form. */
export function RegionExamples({ taken, onPick }: RegionExamplesProps) {
  const t = useTranslations("settings.regions");
  const free = examples.filter(({ name }) => !taken.has(name));
  if (free.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="text-xs text-muted">{t("examples")}</span>
      {free.map(({ key, ...place }) => (
        <Button key={key} size="small" onClick={() => onPick({ ...place, label: t(`example.${key}`) })}>
          {t(`example.${key}`)}
        </Button>
      ))}
    </div>
  );
}
