"use client";

import type { AgentView } from "@meridian/contracts/api";
import type { SlotStatus } from "@meridian/contracts/wire";
import { useTranslations } from "next-intl";
import { Digest } from "@/components/digest.tsx";
import type { ShownState } from "@meridian/contracts/fleet";
import { StateMark } from "@/components/state-mark.tsx";
import { SlotEngines } from "./slot-engines.tsx";

const marks: Record<SlotStatus, ShownState> = {
  fetching: "loading",
  verifying: "loading",
  loading: "loading",
  warming: "loading",
  ready: "ready",
  failed: "failing",
  unloading: "draining",
};

/** Model versions that the node reports. */
export function AgentSlots({ slots }: { slots: AgentView["slots"] }) {
  const t = useTranslations("fleet");
  if (slots.length === 0) return <p className="text-muted">{t("sheet.noVersions")}</p>;
  return (
    <ul className="flex flex-col gap-3">
      {slots.map((slot) => (
        <li key={`${slot.digest} ${slot.precision}`}>
          <p className="flex flex-wrap items-center gap-x-3">
            <span className="font-medium">{slot.name}</span>
            <Digest value={slot.digest} />
            <span className="text-muted">{[slot.precision, slot.provider].filter(Boolean).join(" · ")}</span>
            <span className="ml-auto inline-flex items-center gap-2">
              <StateMark state={marks[slot.status]} />
              {t(`slot.${slot.status}`)}
            </span>
          </p>
          <SlotEngines slot={slot} />
          {slot.reason && <p className="mt-1 text-xs text-muted">{slot.reason}</p>}
        </li>
      ))}
    </ul>
  );
}
