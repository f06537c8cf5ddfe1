"use client";

import type { TrafficNodeView, TrafficView } from "@meridian/contracts/api";
import { nodeShares } from "@meridian/contracts/shares";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { useAgentLive, useLiveFigures } from "@/client/live/use-fleet-live.ts";
import { StateMark } from "@/components/state-mark.tsx";
import { MemberPanel, type MemberPanelProps } from "./members/member-panel.tsx";
import { nodeMembers } from "./members/members-of.ts";

type NodesPanelProps = Pick<MemberPanelProps, "subject" | "stored" | "onStore" | "disabledReason"> & {
  traffic: TrafficView;
};

/** How a region's share is divided among its nodes, whatever origin it comes from. */
export function NodesPanel({ traffic, ...rest }: NodesPanelProps) {
  const t = useTranslations("traffic.nodes");
  const { regionId, regionName } = rest.subject;
  const figures = useLiveFigures();
  const members = traffic.nodes.find((one) => one.regionId === regionId);
  if (!members) return null;
  if (members.nodes.length === 0) {
    return (
      <section className="mb-10">
        <h2 className="text-base font-semibold">{t("title", { region: regionName })}</h2>
        <p className="mt-1 text-muted">
          {t("none")}{" "}
          <Link href="/settings/agents" className="rounded-sm font-medium text-accent-ink hover:underline">
            {t("add")}
          </Link>
        </p>
      </section>
    );
  }
  const rates = members.nodes.flatMap(({ id }) => figures?.agent(id)?.requestsPerSecond ?? []);
  return (
    <MemberPanel
      {...rest}
      traffic={traffic}
      members={nodeMembers(traffic, regionId)}
      revision={members.revision}
      convergence={members.convergence}
      report={nodeShares(traffic, (id) => figures?.origin(id) ?? null, regionId)}
      requestsPerSecond={rates.length > 0 ? rates.reduce((total, rate) => total + rate, 0) : null}
      details={new Map(members.nodes.map((node) => [node.id, <NodeDetail key={node.id} node={node} />]))}
    />
  );
}

/** A node's version, and why it may not be able to take its share. */
function NodeDetail({ node: { id, isReady, isUnproven, version } }: { node: TrafficNodeView }) {
  const t = useTranslations();
  const presence = useAgentLive(id)?.presence;
  const isSilent = presence === "stale" || presence === "offline" || presence === "never";
  return (
    <span className="flex items-center gap-1.5">
      <span className="truncate">{version ?? t("traffic.nodes.noVersion")}</span>
      {(isSilent || !isReady || isUnproven) && (
        <span className="flex items-center gap-1 whitespace-nowrap text-warning-ink">
          <StateMark state={isSilent ? presence : isReady ? "unproven" : "loading"} className="size-2.5" />
          {isSilent
            ? t(`fleet.state.${presence}`)
            : t(isUnproven ? "traffic.nodes.unproven" : "traffic.nodes.notReady")}
        </span>
      )}
    </span>
  );
}
