"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { useTRPC } from "@/client/query/trpc.ts";
import { useRefetchOnChange } from "@/client/query/use-refetch-on-change.ts";
import { useNow } from "@/client/format/clock.ts";
import { StateMark } from "@/components/state-mark.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";

/** Shows on every page that changes are frozen or break-glass is on. */
export function SafetyMark() {
  const t = useTranslations("safety.mark");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.safety.get.queryOptions());
  const nowMs = useNow();
  useRefetchOnChange(trpc.safety.pathFilter());
  const glass = data?.breakGlass;
  const isBroken = glass && nowMs !== null && glass.expiresAt.getTime() > nowMs;
  const shown = data?.freeze
    ? { state: "cordoned" as const, label: t("frozen"), reason: data.freeze.reason }
    : isBroken && { state: "degraded" as const, label: t("glass"), reason: glass.reason };
  if (!shown) return null;
  return (
    <Tooltip label={shown.reason}>
      <Link
        href="/settings/safety"
        className="flex items-center gap-2 rounded-sm px-2 text-xs font-medium whitespace-nowrap hover:underline"
      >
        <StateMark state={shown.state} />
        <span className="max-sm:sr-only">{shown.label}</span>
      </Link>
    </Tooltip>
  );
}
