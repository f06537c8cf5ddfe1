"use client";

import type { Finding, FleetView, OverviewView } from "@meridian/contracts/api";
import clsx from "clsx";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { useSilence } from "@/client/live/use-silence.ts";
import type { ShownState } from "@meridian/contracts/fleet";
import { StateMark } from "@/components/state-mark.tsx";
import { FindingText } from "./finding-text.tsx";
import { judgeFleet } from "@meridian/contracts/status";

const marks: Record<Finding["kind"], ShownState> = {
  noNode: "failing",
  noGateway: "failing",
  successLow: "failing",
  ahead: "failing",
  rolloutHalted: "failing",
  noCertificate: "failing",
  p95High: "failing",
  pickerFault: "failing",
  addressClaimed: "degraded",
  away: "offline",
  certificateEnds: "degraded",
  nack: "degraded",
  drift: "degraded",
  notSaved: "degraded",
  outOfRotation: "degraded",
  successLowLately: "degraded",
  emptyRegion: "offline",
};

/** Two and a half lines: the half one says that there are more. */
const room = "mb-6 h-26 border-y border-line";

type FindingsProps = { fleet: FleetView; overview: OverviewView };

/** Problems, each with a link to the page that fixes it. Of fixed height: one that comes and goes must not move what is below. */
export function Findings({ fleet, overview }: FindingsProps) {
  const t = useTranslations("overview");
  const figures = useLiveFigures();
  const silence = useSilence();
  const findings = figures ? judgeFleet({ fleet, figures, overview }) : [];
  if (findings.length === 0) {
    return (
      <p className={clsx(room, "flex items-center justify-center text-muted")}>
        {figures ? t(silence ? "noFindingsKnown" : "noFindings") : silence && t("findingsUnknown")}
      </p>
    );
  }
  return (
    <ul data-of-now aria-label={t("findings")} className={clsx(room, "overflow-y-auto")}>
      {findings.map((finding) => (
        <li
          key={keyOf(finding)}
          className="flex items-start gap-3 border-t border-line py-2 first:border-t-0"
        >
          <StateMark state={markOf(finding)} className="mt-1" />
          <p className="min-w-0 flex-1 text-base">
            <FindingText finding={finding} />
          </p>
          <Link
            href={hrefOf(finding)}
            className="shrink-0 rounded-sm leading-5 font-medium text-accent-ink hover:underline"
          >
            {t(`link.${linkOf(hrefOf(finding))}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** A region without nodes whose requests another answers is served. */
function markOf(finding: Finding): ShownState {
  const isServed = finding.kind === "noNode" && finding.servedBy.length > 0;
  return isServed ? "degraded" : marks[finding.kind];
}

/** Figures in a finding change every second; what it is about does not. */
function keyOf(finding: Finding): string {
  const about = "region" in finding ? finding.region : "agent" in finding ? finding.agent : "";
  return `${finding.kind} ${about}`;
}

/** The page where it is fixed. */
function hrefOf(finding: Finding): string {
  switch (finding.kind) {
    case "rolloutHalted":
      return `/rollouts?${new URLSearchParams({ rollout: finding.rolloutId })}`;
    case "pickerFault":
      return `/traffic?${new URLSearchParams({ origin: finding.regionId })}`;
    case "away":
    case "noCertificate":
    case "certificateEnds":
      return finding.agentIds.length === 1 ? agentHref(finding.agentIds[0]) : "/fleet";
    case "nack":
    case "drift":
    case "notSaved":
    case "outOfRotation":
      return agentHref(finding.agentId);
    case "successLowLately":
      return "/audit";
    case "emptyRegion":
      return "/settings/agents";
    default:
      return "/fleet";
  }
}

function agentHref(agent = ""): string {
  return `/fleet?${new URLSearchParams({ agent })}`;
}

function linkOf(href: string): "fleet" | "agent" | "traffic" | "rollouts" | "audit" | "settings" {
  if (href.startsWith("/fleet?")) return "agent";
  if (href.startsWith("/traffic")) return "traffic";
  if (href.startsWith("/rollouts")) return "rollouts";
  if (href.startsWith("/settings")) return "settings";
  return href === "/audit" ? "audit" : "fleet";
}
