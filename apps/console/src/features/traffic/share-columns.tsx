"use client";

import type { Convergence } from "@meridian/contracts";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { StateMark } from "@/components/state-mark.tsx";
import { Tooltip } from "@/components/ui/tooltip.tsx";
import { isApart, type Observed } from "./observed.ts";
import { percentText } from "./shares.ts";

type ShareColumnsProps = {
  id: string;
  /** What is set, 0–1, and as it is shown. */
  share: number;
  percent: number;
  convergence: Convergence;
  observed: Observed | null;
};

/** Declared, acknowledged and observed side by side: quiet where they agree, marked where they do not. */
export function ShareColumns({ id, share, percent, convergence, observed }: ShareColumnsProps) {
  const t = useTranslations("traffic.columns");
  const { gateways, acked } = convergence;
  const isAcked = acked === gateways;
  return (
    <dl className="grid grid-cols-3 gap-x-2">
      <Column name={t("declared")} note={t("declaredNote")}>
        {percentText(percent)}
      </Column>
      <Column
        name={t("acked")}
        note={gateways === 0 ? t("noGateways") : t("ackedNote", { acked, gateways })}
        isMarked={!isAcked}
      >
        {gateways === 0 ? "–" : isAcked ? percentText(percent) : t("some", { acked, gateways })}
      </Column>
      <ObservedColumn id={id} share={share} observed={observed} />
    </dl>
  );
}

function ObservedColumn({ id, share, observed }: Pick<ShareColumnsProps, "id" | "share" | "observed">) {
  const t = useTranslations("traffic.columns");
  if (!observed) {
    return (
      <Column name={t("observed")} note={t("unobserved")}>
        –
      </Column>
    );
  }
  const { requests, windowMs, shares, expected } = observed;
  const seen = shares.get(id) ?? 0;
  const isMarked = isApart(share, seen, requests);
  const counted = t("observedNote", { requests, seconds: Math.round(windowMs / 1000) });
  const why = isMarked ? t("apart", { expected: percentText(tenth(expected.get(id) ?? 0)) }) : "";
  return (
    <Column name={t("observed")} note={[counted, why].filter(Boolean).join("\n")} isMarked={isMarked}>
      {percentText(tenth(seen))}
    </Column>
  );
}

type ColumnProps = { name: string; note: string; isMarked?: boolean; children: ReactNode };

function Column({ name, note, isMarked = false, children }: ColumnProps) {
  return (
    <div className="lg:text-right">
      <dt className="text-2xs text-muted lg:sr-only">{name}</dt>
      <dd>
        <Tooltip label={note}>
          <span
            tabIndex={0}
            className={clsx(
              "inline-flex items-center gap-1.5 rounded-sm whitespace-nowrap",
              isMarked ? "font-medium text-warning-ink" : "text-muted",
            )}
          >
            {isMarked && <StateMark state="degraded" className="size-2.5" />}
            {children}
          </span>
        </Tooltip>
      </dd>
    </div>
  );
}

function tenth(share: number): number {
  return Math.round(share * 1000) / 10;
}
