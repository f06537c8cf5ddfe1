"use client";

import clsx from "clsx";
import { Lock, LockOpen } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Slider } from "@/components/ui/slider.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import type { DraftMember, Member } from "./draft.ts";
import { canMove, inMovingUnits, movingTotal, parseWeight, roomOf } from "./move-weight.ts";
import { percentText } from "../shares/shares.ts";

type WeightControlProps = {
  member: Member;
  draft: DraftMember;
  all: readonly DraftMember[];
  percent: number;
  isChanged: boolean;
  disabledReason: string | undefined;
  onMove: (weight: number) => void;
  onLock: () => void;
};

/** Slider, weight, share and lock of an active member. */
export function WeightControl({
  member: { name, colour },
  draft: { id, weight, isLocked },
  all,
  percent,
  isChanged,
  disabledReason,
  onMove,
  onLock,
}: WeightControlProps) {
  const t = useTranslations("traffic.row");
  const stuck = canMove(all, id) ? undefined : t(isLocked ? "locked" : "stuck");
  const reason = disabledReason ?? stuck;
  const total = movingTotal(all);
  const value = inMovingUnits(all, weight);
  const room = roomOf(all, id);
  const LockIcon = isLocked ? Lock : LockOpen;
  return (
    <div className="flex items-center gap-3">
      <Slider
        label={t("share", { name })}
        valueText={percentText(percent)}
        value={value}
        max={total}
        onChange={onMove}
        colour={colour}
        disabledReason={reason}
      />
      <NumberField
        label={t("weight", { name, max: room })}
        isLabelHidden
        value={reason === undefined ? value : weight}
        min={0}
        max={room}
        onChange={onMove}
        parse={(text) => parseWeight(text, all)}
        expected={t("weightExpected", { max: room, percent: percentText((room / total) * 100) })}
        isNoteFloating
        disabledReason={reason}
        className="w-15 shrink-0"
      />
      <span
        className={clsx(
          "w-14 shrink-0 text-right font-medium whitespace-nowrap",
          isChanged && "text-accent-ink",
        )}
      >
        {percentText(percent)}
      </span>
      <Tooltip label={t(isLocked ? "unlock" : "lock")}>
        <Button
          look="quiet"
          size="icon"
          aria-label={t("lockOf", { name })}
          aria-pressed={isLocked}
          onClick={onLock}
          className={clsx("-mx-1", isLocked && "text-accent-ink")}
        >
          <LockIcon size={14} aria-hidden />
        </Button>
      </Tooltip>
    </div>
  );
}
