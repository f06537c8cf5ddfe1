"use client";

import { MemberState } from "@meridian/contracts/fleet";
import { useTranslations } from "next-intl";
import type { ShownState } from "@meridian/contracts/fleet";
import { StateMark } from "@/components/state-mark.tsx";
import { Select } from "@/components/ui/select.tsx";

export const markOf: Record<MemberState, ShownState> = {
  active: "ready",
  standby: "standby",
  drain: "draining",
  cordon: "cordoned",
};

type StateSelectProps = {
  name: string;
  value: MemberState;
  onChange: (state: MemberState) => void;
  disabledReason: string | undefined;
};

export function StateSelect({ name, value, onChange, disabledReason }: StateSelectProps) {
  const t = useTranslations();
  return (
    <Select
      label={t("traffic.row.state", { name })}
      isLabelHidden
      value={value}
      onChange={(next) => onChange(MemberState.parse(next))}
      disabledReason={disabledReason}
      options={MemberState.options.map((state) => ({
        value: state,
        label: (
          <span className="flex items-center gap-2">
            <StateMark state={markOf[state]} />
            {t(`fleet.memberState.${state}`)}
          </span>
        ),
      }))}
    />
  );
}
