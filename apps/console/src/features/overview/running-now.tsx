"use client";

import type { OverviewDrain, OverviewView } from "@meridian/contracts/api";
import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { useNow } from "@/client/format/clock.ts";
import { countdown } from "@/client/format/time.ts";
import { RelativeTime } from "@/components/relative-time.tsx";
import type { ShownState } from "@meridian/contracts/fleet";
import { StateMark } from "@/components/state-mark.tsx";

type RunningNowProps = { overview: Pick<OverviewView, "rollout" | "drains"> };

/** Rollouts and drains in progress. */
export function RunningNow({ overview: { rollout, drains } }: RunningNowProps) {
  const t = useTranslations("overview.running");
  return (
    <section aria-label={t("title")}>
      <h2 className="mb-2 text-sm font-semibold">{t("title")}</h2>
      {!rollout && drains.length === 0 && <p className="text-muted">{t("nothing")}</p>}
      <ul>
        {rollout && (
          <Row
            state={rollout.state === "halted" ? "failing" : "loading"}
            href={`/rollouts?${new URLSearchParams({ rollout: rollout.id })}`}
            name={t("rollout", { version: rollout.versionName })}
            note={t(`rolloutState.${rollout.state}`)}
          >
            <RelativeTime at={rollout.stateSince} />
          </Row>
        )}
        {drains.map((drain) => (
          <DrainRow key={`${drain.originName ?? ""} ${drain.name}`} drain={drain} />
        ))}
      </ul>
    </section>
  );
}

function DrainRow({ drain: { name, originName, ownerName, then, deadlineAt } }: { drain: OverviewDrain }) {
  const t = useTranslations("overview.running");
  const nowMs = useNow();
  return (
    <Row
      state="draining"
      href="/traffic"
      name={originName === null ? t("drainNode", { name }) : t("drainRegion", { name, origin: originName })}
      note={t(`drainThen.${then}`, { owner: ownerName })}
    >
      {nowMs !== null && t("left", { left: countdown(deadlineAt.getTime() - nowMs) })}
    </Row>
  );
}

type RowProps = { state: ShownState; href: string; name: string; note: string; children: ReactNode };

function Row({ state, href, name, note, children }: RowProps) {
  return (
    <li className="flex items-baseline gap-3 border-t border-line py-2">
      <StateMark state={state} className="self-center" />
      <p className="min-w-0 flex-1">
        <Link href={href} className="rounded-sm font-medium hover:underline">
          {name}
        </Link>
        <span className="text-muted"> · {note}</span>
      </p>
      <span className="shrink-0 text-xs text-muted">{children}</span>
    </li>
  );
}
