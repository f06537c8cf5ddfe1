"use client";

import { TargetState } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import { StateMark } from "@/components/state-mark.tsx";
import { Select } from "@/components/ui/select.tsx";
import { markOf } from "./target-marks.ts";

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
