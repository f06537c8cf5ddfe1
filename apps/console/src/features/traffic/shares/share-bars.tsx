"use client";

import { declaredShares } from "@meridian/contracts/routing";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { Draft, Member } from "../draft/draft.ts";
import { ShareBar } from "./share-bar.tsx";
import { ribbonsOf } from "./share-bands.ts";

type ShareBarsProps = { members: readonly Member[]; draft: Draft; isChanged: boolean };

const field = { width: 1000, height: 24 };

/** What is set over what is drafted, on one scale; between them what goes where. */
export function ShareBars({ members, draft, isChanged }: ShareBarsProps) {
  const t = useTranslations("traffic.bars");
  const before = declaredShares(members);
  const after = declaredShares(draft.members);
  const colours = new Map(members.map(({ id, colour }) => [id, colour]));
  return (
    <div className="grid grid-cols-[auto_1fr] items-center gap-x-3 max-sm:grid-cols-1">
      <span className="text-xs text-muted">{t("now")}</span>
      <ShareBar label={t("now")} members={members} shares={before} />
      <svg
        aria-hidden
        preserveAspectRatio="none"
        viewBox={`0 0 ${field.width} ${field.height}`}
        className="h-6 w-full sm:col-start-2"
      >
        {ribbonsOf(before, after, field).map(({ id, path, isChanged: isMoved }) => (
          <path key={id} d={path} fill={colours.get(id)} opacity={isMoved ? 0.42 : 0.12} />
        ))}
      </svg>
      <span className={clsx("text-xs", isChanged ? "font-medium text-accent-ink" : "text-muted")}>
        {t("draft")}
      </span>
      <ShareBar label={t("draft")} members={members} shares={after} />
    </div>
  );
}
