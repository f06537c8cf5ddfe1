"use client";

import type { TrafficChangeView } from "@meridian/contracts/api";
import { ArrowRight, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/relative-time.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { Button } from "@/components/ui/button.tsx";
import { type Setting, memberChangesOf } from "./change-words.ts";
import { percentText } from "../shares/shares.ts";
import { markOf } from "../members/state-select.tsx";

type ChangeEntryProps = {
  change: TrafficChangeView;
  disabledReason: string | undefined;
  onUndo: () => void;
};

/** One change: who, when, why, and what was before and after. */
export function ChangeEntry({ change, disabledReason, onUndo }: ChangeEntryProps) {
  const t = useTranslations("traffic.history");
  const { at, actorName, reason, undoOf, subject, canUndo } = change;
  const verb = undoOf !== null ? "undone" : change.kind.endsWith(".drain-ended") ? "drainEnded" : "shifted";
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-2 border-t border-line py-3">
      <div className="min-w-0 flex-1 basis-70">
        <p>
          <span className="font-medium">
            {t(`${verb}.${subject.type}`, { name: actorName, revision: undoOf ?? "" })}
          </span>{" "}
          <span className="text-xs text-muted">
            <RelativeTime at={at} /> · {t("revision", { revision: change.revision })}
          </span>
        </p>
        {reason !== null && <p className="break-words text-muted">{t("reason", { reason })}</p>}
        <ul className="mt-1 flex flex-wrap gap-x-6 gap-y-1 text-xs">
          {memberChangesOf(change).map(({ id, name, before, after }) => (
            <li key={id} className="flex items-center gap-1.5 whitespace-nowrap">
              <span>{name}</span>
              {before ? <SettingText setting={before} /> : <span className="text-muted">{t("new")}</span>}
              <ArrowRight size={12} aria-label={t("to")} className="text-muted" />
              <SettingText setting={after} />
            </li>
          ))}
        </ul>
      </div>
      <Button
        size="small"
        onClick={onUndo}
        disabledReason={disabledReason ?? (canUndo ? undefined : t("notNewest"))}
      >
        <Undo2 size={13} aria-hidden />
        {t("undo")}
      </Button>
    </li>
  );
}

/** An active member's share, another one's state; both where a standby serves because nothing is active. */
function SettingText({ setting: { state, percent } }: { setting: Setting }) {
  const t = useTranslations("fleet.memberState");
  const hasShare = state === "active" || percent > 0;
  return (
    <span className="inline-flex items-center gap-1 text-muted">
      {state !== "active" && <StateMark state={markOf[state]} className="size-2.5" />}
      {state !== "active" && t(state)}
      {hasShare && <span className="text-ink">{percentText(percent)}</span>}
    </span>
  );
}
