"use client";

import type { AgentView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { isSamePosition } from "@meridian/contracts/status";

/** Desired, acknowledged and observed revision side by side; a difference is marked. */
export function AgentRevisions({ agent }: { agent: AgentView }) {
  const t = useTranslations("fleet.revisions");
  const { target, acked, observed } = agent;
  const columns = [
    { name: t("desired"), position: target },
    { name: t("acked"), position: acked },
    { name: t("observed"), position: observed?.position ?? null },
  ];
  return (
    <>
      <div className="grid grid-cols-3 gap-4">
        {columns.map(({ name, position }) => {
          const isBehind = !isSamePosition(position, target);
          return (
            <div key={name} className={clsx("border-l-2 pl-3", isBehind ? "border-degraded" : "border-line")}>
              <p className="text-xs text-muted">{name}</p>
              <p className={clsx("font-mono", isBehind && "font-semibold")}>
                {position ? position.revision : "–"}
              </p>
              {isBehind && <p className="text-xs text-warning-ink">{t("behind")}</p>}
            </div>
          );
        })}
      </div>
      {observed && (
        <p className="mt-3 text-xs text-muted">
          {t("reported")} <RelativeTime at={observed.at} />
        </p>
      )}
    </>
  );
}
