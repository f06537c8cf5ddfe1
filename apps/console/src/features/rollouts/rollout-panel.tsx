"use client";

import { openRolloutStates, type RolloutView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { Digest } from "@/components/digest.tsx";
import { RelativeTime } from "@/components/relative-time.tsx";
import { StateMark } from "@/components/state-mark.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { RolloutCommands } from "./rollout-commands.tsx";
import { RolloutLanes } from "./rollout-lanes.tsx";
import { rolloutMarks } from "./rollout-marks.ts";
import { RolloutWaiting } from "./rollout-waiting.tsx";

type RolloutPanelProps = {
  rollout: RolloutView;
  /** No later rollout is in effect, so that a completed one can still be rolled back. */
  isNewest: boolean;
};

/** One rollout: what it is, how far each region has come, and what it waits for. */
export function RolloutPanel({ rollout, isNewest }: RolloutPanelProps) {
  const t = useTranslations("rollouts");
  const { version, precision, state } = rollout;
  const isCommanded = openRolloutStates.includes(state) || (state === "completed" && isNewest);
  return (
    <section aria-label={t("open.label", { version: version.name })} className="mb-12">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="inline-flex items-center gap-2 text-base font-semibold">
              <StateMark state={rolloutMarks[state]} />
              {version.name}
            </span>
            <span className="text-muted">{precision}</span>
            <Digest value={version.digest} />
            <span className="font-medium">{t(`state.${state}`)}</span>
          </h2>
          <p className="mt-1 text-muted">
            {t("open.startedBy", { name: rollout.createdByName })} · <RelativeTime at={rollout.createdAt} /> ·{" "}
            {t("open.reason", { reason: rollout.reason })}
          </p>
        </div>
        {isCommanded && <RolloutCommands rollout={rollout} />}
      </div>
      <StateReason rollout={rollout} />
      <RolloutLanes rollout={rollout} />
      <p className="mt-3 text-base">
        <RolloutWaiting rollout={rollout} />
      </p>
    </section>
  );
}

/** Why the rollout halted or was rolled back. */
function StateReason({ rollout: { state, stateReason } }: { rollout: RolloutView }) {
  const t = useTranslations("rollouts.open");
  if (state === "halted") {
    return (
      <Banner tone="danger" className="mt-4">
        <p className="font-medium">
          {stateReason === null ? t("haltedPlain") : t("halted", { reason: stateReason })}
        </p>
        <p className="mt-1 text-muted">{t("haltedHint")}</p>
      </Banner>
    );
  }
  if (stateReason === null) return null;
  return (
    <Banner tone="warning" className="mt-4">
      {t("rolledBack", { reason: stateReason })}
    </Banner>
  );
}
