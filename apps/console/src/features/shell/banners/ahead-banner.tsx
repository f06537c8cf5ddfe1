"use client";

import { useTranslations } from "next-intl";
import { useAgentsAhead } from "@/client/live/use-fleet-live.ts";
import { Banner } from "@/components/ui/banner.tsx";

/** A restored database whose epoch was not raised: what is set here reaches nobody. It concerns every page. */
export function AheadBanner() {
  const t = useTranslations("shell");
  const count = useAgentsAhead();
  if (count === 0) return null;
  return (
    <Banner tone="danger" className="mb-6">
      {t.rich("ahead", { count, command: (text) => <code className="font-mono">{text}</code> })}
    </Banner>
  );
}
