"use client";

import type { AgentView, FleetView } from "@meridian/contracts";
import { useTranslations } from "next-intl";
import { useExactTime } from "@/client/exact-time.ts";
import type { StateReason } from "./agent-state.ts";
import { earliestReturn, rotationRules } from "./rotation.ts";

type AgentReasonsProps = { reasons: readonly StateReason[]; fleet: FleetView };

/** Why an agent is not simply ready, one line each. What an agent said itself is shown in its own words. */
export function AgentReasons({ reasons, fleet }: AgentReasonsProps) {
  const say = useReasonText(fleet);
  return (
    <ul className="text-muted">
      {reasons.map((reason, index) => (
        <li key={index}>{say(reason)}</li>
      ))}
    </ul>
  );
}

function useReasonText(fleet: FleetView): (reason: StateReason) => string {
  const t = useTranslations("fleet.reason");
  const sayStatus = useTranslations("fleet.slot");
  const sayRotation = useRotationText(fleet);
  return (reason) => {
    switch (reason.kind) {
      case "never":
        return t("never");
      case "observed":
        return reason.text;
      case "nack":
        return t("nack", { field: reason.field === "" ? "–" : reason.field, reason: reason.reason });
      case "slotFailed":
        return t("slotFailed", { version: reason.version, text: reason.text });
      case "slotPending":
        return t("slotPending", { version: reason.version, status: sayStatus(reason.status) });
      case "applying":
        return t("applying", { revision: reason.revision });
      case "outOfRotation":
        return reason.rotation.map(sayRotation).join(" ");
    }
  };
}

function useRotationText(fleet: FleetView): (view: AgentView["outOfRotation"][number]) => string {
  const t = useTranslations("fleet.rotation");
  const exactTime = useExactTime();
  return (view) => {
    const rule = rotationRules.find((known) => known === view.rule);
    const why = rule ? t(`rule.${rule}`) : (view.rule ?? t("rule.unknown"));
    const evidence = view.evidence === null ? why : t("evidence", { why, evidence: view.evidence });
    const returnAt = earliestReturn(view, fleet);
    const out = t("out", { gateway: view.gatewayName, why: evidence });
    return returnAt ? `${out} ${t("return", { time: exactTime(returnAt) })}` : out;
  };
}
