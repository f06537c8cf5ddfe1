"use client";

import { TargetState } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { type ShownState, StateMark } from "@/components/state-mark.tsx";
import { Select } from "@/components/ui/select.tsx";

export const markOf: Record<TargetState, ShownState> = {
  active: "ready",
  standby: "standby",
  drain: "draining",
  cordon: "cordoned",
};

type StateSelectProps = {
  name: string;
  value: TargetState;
  onChange: (state: TargetState) => void;
  disabledReason: string | undefined;
};

export function StateSelect({ name, value, onChange, disabledReason }: StateSelectProps) {
  const t = useTranslations();
  return (
    <Select
      label={t("traffic.row.state", { name })}
      isLabelHidden
      value={value}
      onChange={(next) => onChange(TargetState.parse(next))}
      disabledReason={disabledReason}
      options={TargetState.options.map((state) => ({
        value: state,
        label: (
          <span className="flex items-center gap-2">
            <StateMark state={markOf[state]} />
            {t(`fleet.targetState.${state}`)}
          </span>
        ),
      }))}
    />
  );
}
