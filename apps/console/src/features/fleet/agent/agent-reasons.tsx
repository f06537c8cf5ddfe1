"use client";

import type { FleetView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { type AgentState, isOwnWord, type StateReason } from "@meridian/contracts/status";
import { RelativeTime } from "@/components/relative-time.tsx";
import { RotationReason } from "./rotation-reason.tsx";
import { groupRotation } from "./rotation.ts";

type AgentReasonsProps = { state: AgentState; fleet: FleetView };

/**
 * Why an agent is not simply ready, one line each. What an agent said itself is shown in its own words, with their age once it
 * is not heard: "trying again" is not true of a dead one.
 */
export function AgentReasons({ state: { reasons, saidAt }, fleet }: AgentReasonsProps) {
  const t = useTranslations("fleet.reason");
  return (
    <ul className="text-muted">
      {reasons.map((reason) =>
        reason.kind === "outOfRotation" ? (
          groupRotation(reason.rotation, fleet).map((group) => (
            <li key={group.gateways.join()}>
              <RotationReason group={group} />
            </li>
          ))
        ) : (
          <li key={JSON.stringify(reason)}>
            {saidAt && isOwnWord(reason) ? (
              t.rich("said", {
                time: () => <RelativeTime at={saidAt} />,
                what: () => <ReasonText reason={reason} />,
              })
            ) : (
              <ReasonText reason={reason} />
            )}
          </li>
        ),
      )}
    </ul>
  );
}

type PlainReason = Exclude<StateReason, { kind: "outOfRotation" }>;

function ReasonText({ reason }: { reason: PlainReason }) {
  const t = useTranslations("fleet");
  switch (reason.kind) {
    case "never":
    case "unproven":
      return t(`reason.${reason.kind}`);
    case "observed":
      return reason.text;
    case "notSaved":
      return t("reason.notSaved", { text: reason.text });
    case "nack":
      return t("reason.nack", { field: reason.field === "" ? "–" : reason.field, reason: reason.reason });
    case "slotFailed":
      return t("reason.slotFailed", { version: reason.version, text: reason.text });
    case "slotPending":
      return t("reason.slotPending", { version: reason.version, status: t(`slot.${reason.status}`) });
    case "applying":
      return t("reason.applying", { revision: reason.revision });
  }
}
