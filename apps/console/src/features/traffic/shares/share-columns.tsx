"use client";

import type { Convergence } from "@meridian/contracts/api";
import { requestsNeeded, type ShareReport, type ShareVerdict } from "@meridian/contracts/shares";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ShownState } from "@meridian/contracts/fleet";
import { StateMark } from "@/components/state-mark.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { percentText, shareText } from "./shares.ts";

type ShareColumnsProps = {
  id: string;
  /** What is set, as it is shown. */
  percent: number;
  convergence: Convergence;
  report: ShareReport;
};

const marks: Partial<Record<ShareVerdict, ShownState>> = { explained: "degraded", "picker-fault": "failing" };

/** Declared, acknowledged and observed side by side: quiet where they agree, marked where they do not. */
export function ShareColumns({ id, percent, convergence, report }: ShareColumnsProps) {
  const t = useTranslations("traffic.columns");
  const { gateways, acked } = convergence;
  const isAcked = acked === gateways;
  return (
    <dl data-of-now className="grid grid-cols-3 gap-x-2">
      <Column name={t("declared")} note={t("declaredNote")}>
        {percentText(percent)}
      </Column>
      <Column
        name={t("acked")}
        note={gateways === 0 ? t("noGateways") : t("ackedNote", { acked, gateways })}
        mark={isAcked ? undefined : "degraded"}
      >
        {gateways === 0 ? "–" : isAcked ? percentText(percent) : t("some", { acked, gateways })}
      </Column>
      <ObservedColumn id={id} report={report} />
    </dl>
  );
}

function ObservedColumn({ id, report }: Pick<ShareColumnsProps, "id" | "report">) {
  const t = useTranslations("traffic.columns");
  const share = report.shares.find((one) => one.id === id);
  if (!share || share.observed === null || share.expected === null) {
    return (
      <Column name={t("observed")} note={t("unobserved")}>
        –
      </Column>
    );
  }
  const { observed, expected, verdict } = share;
  const { requests, windowMs } = report;
  const counted = t("observedNote", { requests, seconds: Math.round(windowMs / 1000) });
  const judged = t(`verdict.${verdict}`, {
    expected: shareText(expected),
    needed: requestsNeeded(expected),
  });
  return (
    <Column name={t("observed")} note={`${counted}\n${judged}`} mark={marks[verdict]}>
      {shareText(observed)}
    </Column>
  );
}

type ColumnProps = { name: string; note: string; mark?: ShownState | undefined; children: ReactNode };

function Column({ name, note, mark, children }: ColumnProps) {
  return (
    <div className="lg:text-right">
      <dt className="text-2xs text-muted lg:sr-only">{name}</dt>
      <dd>
        <Tooltip label={note}>
          <span
            tabIndex={0}
            className={clsx(
              "inline-flex items-center gap-1.5 rounded-sm whitespace-nowrap",
              mark === undefined && "text-muted",
              mark === "degraded" && "font-medium text-warning-ink",
              mark === "failing" && "font-medium text-danger-ink",
            )}
          >
            {mark && <StateMark state={mark} className="size-2.5" />}
            {children}
          </span>
        </Tooltip>
      </dd>
    </div>
  );
}
