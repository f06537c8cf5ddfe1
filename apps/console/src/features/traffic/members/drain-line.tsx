"use client";

import { type DrainInput, DrainThen, type DrainView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { useNow } from "@/client/format/clock.ts";
import { countdown, useExactTime } from "@/client/format/time.ts";
import { StateMark } from "@/components/state-mark.tsx";
import { Button } from "@/components/ui/button.tsx";
import { NumberField } from "@/components/ui/number-field.tsx";
import { Select } from "@/components/ui/select.tsx";

const minutesMax = 7 * 24 * 60;

type DrainFieldsProps = { drain: DrainInput; onChange: (drain: DrainInput) => void };

/** When a drain ends and what follows it. */
export function DrainFields({ drain, onChange }: DrainFieldsProps) {
  const t = useTranslations();
  return (
    <div className="flex flex-wrap items-end gap-3">
      <NumberField
        label={t("traffic.drain.minutes")}
        value={drain.minutes}
        min={1}
        max={minutesMax}
        onChange={(minutes) => onChange({ ...drain, minutes })}
        className="w-36"
      />
      <div className="w-36">
        <Select
          label={t("traffic.drain.then")}
          value={drain.then}
          onChange={(then) => onChange({ ...drain, then: DrainThen.parse(then) })}
          options={DrainThen.options.map((then) => ({ value: then, label: t(`fleet.memberState.${then}`) }))}
        />
      </div>
    </div>
  );
}

type DrainLineProps = {
  drain: DrainView;
  /** Absent: the deadline cannot be set anew. */
  onRenew?: (() => void) | undefined;
};

/** A drain that runs: whose it is, what is left, when it ends and what follows. */
export function DrainLine({ drain: { ownerName, deadlineAt, then }, onRenew }: DrainLineProps) {
  const t = useTranslations();
  const exactTime = useExactTime();
  const nowMs = useNow();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      <StateMark state="draining" />
      {nowMs !== null && (
        <strong className="font-semibold" role="timer">
          {t("traffic.drain.left", { time: countdown(deadlineAt.getTime() - nowMs) })}
        </strong>
      )}
      <span className="text-muted">
        {t("traffic.drain.until", {
          owner: ownerName,
          at: exactTime(deadlineAt),
          then: t(`fleet.memberState.${then}`),
        })}
      </span>
      {onRenew && (
        <Button size="small" onClick={onRenew}>
          {t("traffic.drain.renew")}
        </Button>
      )}
    </div>
  );
}
