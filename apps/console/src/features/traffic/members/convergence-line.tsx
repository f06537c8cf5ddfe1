"use client";

import type { ApplyTimes, Convergence } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import { durationFigure, figureText } from "@/client/format/figure.ts";
import type { ShownState } from "@meridian/contracts/fleet";
import { StateMark } from "@/components/state-mark.tsx";
import { type Stage, stageOf } from "./convergence.ts";

const marks: Record<Stage, ShownState> = {
  refused: "failing",
  pending: "loading",
  acked: "loading",
  "in-effect": "ready",
  away: "offline",
  "no-gateways": "offline",
};

type ConvergenceLineProps = { convergence: Convergence; revision: string; applyTimes: ApplyTimes | null };

/** How far the newest change has come: pending, acknowledged by n of m, in effect at n of m. */
export function ConvergenceLine({ convergence, revision, applyTimes }: ConvergenceLineProps) {
  const t = useTranslations("traffic.convergence");
  const { nacks, away, acked, observed, gateways, slowest } = convergence;
  const stage = stageOf(convergence);
  const isPartlyAway = away > 0 && away < gateways;
  return (
    <div role="status" className="text-xs text-muted">
      <p className="flex flex-wrap items-center gap-x-2">
        <StateMark state={marks[stage]} />
        <span>{t(stage, { acked, observed, gateways, revision })}</span>
        {slowest && stage === "in-effect" && (
          <span>
            {t("slowest", { gateway: slowest.gatewayName, time: figureText(durationFigure(slowest.ms)) })}
          </span>
        )}
      </p>
      {applyTimes && (
        <p className="mt-1">
          {t("applyTimes", {
            p50: figureText(durationFigure(applyTimes.p50Ms)),
            p99: figureText(durationFigure(applyTimes.p99Ms)),
            acks: applyTimes.acks,
          })}
        </p>
      )}
      {nacks.map(({ gatewayName, field, reason }) => (
        <p key={gatewayName} className="mt-1 max-w-120 text-danger-ink">
          {t("nack", { gateway: gatewayName, field, reason })}
        </p>
      ))}
      {isPartlyAway && <p className="mt-1">{t("partlyAway", { away })}</p>}
    </div>
  );
}
