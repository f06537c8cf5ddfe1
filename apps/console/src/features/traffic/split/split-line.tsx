"use client";

import type { SplitView } from "@meridian/contracts/api";
import type { OriginLive } from "@meridian/contracts/wire";
import { Split } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/client/session.tsx";
import { Button } from "@/components/ui/button.tsx";
import { percentText, shareText } from "../shares/shares.ts";
import { SplitDialog } from "./split-dialog.tsx";
import type { RoutePolicyRef } from "../route-policy.ts";

type SplitLineProps = {
  subject: RoutePolicyRef;
  split: SplitView;
  /** Null: no live figures yet. */
  live: OriginLive | null;
};

/** Which part of an origin's requests another version answers. Takes no room where nothing could be split. */
export function SplitLine({ subject, split, live }: SplitLineProps) {
  const t = useTranslations("traffic.split");
  const disabledReason = useMay("approver", [subject.regionId]);
  const [isOpen, setIsOpen] = useState(false);
  const { current, choices } = split;
  if (!current && choices.length === 0) return null;
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line pt-2.5 text-xs">
      <p className="flex items-baseline gap-1.5">
        <Split size={12} aria-hidden className="mt-1 shrink-0 self-start text-muted" />
        {current ? (
          <span>
            {t("current", { percent: percentText(current.percent), version: current.name })}{" "}
            <span className="text-muted">{live && observed(live)}</span>
          </span>
        ) : (
          <span className="text-muted">
            {t("none", { versions: choices.map(({ name }) => name).join(", ") })}
          </span>
        )}
      </p>
      <Button size="small" disabledReason={disabledReason} onClick={() => setIsOpen(true)}>
        {current ? t("change") : t("begin")}
      </Button>
      {isOpen && <SplitDialog subject={subject} split={split} onClose={() => setIsOpen(false)} />}
    </div>
  );

  function observed({ split: counted }: OriginLive): string {
    if (!counted) return t("unobserved");
    const { requests, chosen, fallbacks } = counted;
    return t("observed", { share: shareText(chosen / Math.max(requests, chosen)), fallbacks });
  }
}
