"use client";

import type { Convergence } from "@meridian/contracts/api";
import type { ShareReport } from "@meridian/contracts/shares";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RegionSwatch } from "@/components/region-swatch.tsx";
import { Button } from "@/components/ui/button.tsx";
import {
  type Draft,
  drainDefault,
  type DraftMember,
  moved,
  type Member,
  withDrain,
  withLock,
  withState,
} from "../draft/draft.ts";
import { DrainFields, DrainLine } from "./drain-line.tsx";
import { ShareColumns } from "../shares/share-columns.tsx";
import { StateSelect } from "./state-select.tsx";
import { rowGrid } from "./member-head.tsx";
import { WeightControl } from "../draft/weight-control.tsx";

type MemberRowProps = {
  member: Member;
  draft: DraftMember;
  all: readonly DraftMember[];
  /** As they are shown, set and drafted. */
  percent: number;
  draftPercent: number;
  isChanged: boolean;
  convergence: Convergence;
  report: ShareReport;
  detail: ReactNode;
  disabledReason: string | undefined;
  onEdit: (change: (draft: Draft) => Draft) => void;
};

export function MemberRow({ member, draft, all, detail, disabledReason, onEdit, ...rest }: MemberRowProps) {
  const t = useTranslations("traffic.row");
  const { id, name, colour, drain } = member;
  const isDrainKept = draft.state === "drain" && draft.drain === null && drain !== null;
  return (
    <li className="border-t border-line py-2.5">
      <div className={rowGrid}>
        <div className="min-w-0">
          <h3 className="flex items-center gap-2 font-medium">
            <RegionSwatch colour={colour} />
            <span className="truncate" title={name}>
              {name}
            </span>
            {rest.isChanged && (
              <span className="shrink-0 rounded-sm bg-accent-soft px-1 text-2xs text-accent-ink">
                {t("changed")}
              </span>
            )}
          </h3>
          {detail && <div className="pl-4.5 text-xs text-muted">{detail}</div>}
        </div>
        <StateSelect
          name={name}
          value={draft.state}
          onChange={(state) => onEdit((current) => withState(current, member, state))}
          disabledReason={disabledReason}
        />
        <div className="max-lg:col-span-2">
          {draft.state === "active" ? (
            <WeightControl
              member={member}
              draft={draft}
              all={all}
              percent={rest.draftPercent}
              isChanged={rest.draftPercent !== rest.percent}
              disabledReason={disabledReason}
              onMove={(weight) => onEdit((current) => moved(current, id, weight))}
              onLock={() => onEdit((current) => withLock(current, id))}
            />
          ) : (
            <p className="text-xs text-muted">{t(`rest.${draft.state}`)}</p>
          )}
        </div>
        <div className={clsx("max-lg:col-span-2")}>
          <ShareColumns id={id} percent={rest.percent} convergence={rest.convergence} report={rest.report} />
        </div>
      </div>
      <div className="pl-4.5 empty:hidden *:mt-2">
        {draft.state === "active" && draft.weight === 0 && disabledReason === undefined && (
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
            {t("nothing")}
            <Button size="small" onClick={() => onEdit((current) => withState(current, member, "standby"))}>
              {t("makeStandby")}
            </Button>
          </div>
        )}
        {draft.drain && (
          <DrainFields
            drain={draft.drain}
            onChange={(next) => onEdit((current) => withDrain(current, id, next))}
          />
        )}
        {isDrainKept && (
          <DrainLine
            drain={drain}
            onRenew={
              disabledReason === undefined
                ? () => onEdit((current) => withDrain(current, id, { ...drainDefault, then: drain.then }))
                : undefined
            }
          />
        )}
      </div>
    </li>
  );
}
