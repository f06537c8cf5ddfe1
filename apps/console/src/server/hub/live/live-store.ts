import { AgentRole, Presence } from "@meridian/contracts/fleet";
import { Histogram } from "@meridian/contracts/measure";
import type { AgentLive, OriginLive, RegionLive, TelemetryFrame } from "@meridian/contracts/wire";
import type {
  GatewayEvidence,
  NodePresence,
  NodeWork,
  PresenceCount,
  PresenceEvidence,
} from "../../domains/agent-link.ts";
import { AgentSeries, type PresenceLimits, type SeriesAgent } from "./agent-series.ts";
import type { RecentCounts } from "./counter-ring.ts";
import { NodeNumbers } from "./node-numbers.ts";
import { KeyUsageWindow } from "./key-usage.ts";
import { figure, percentiles, shareOf } from "./figures.ts";
import { originLive, splitLive } from "./origin-live.ts";
import type { Report } from "./ready-watch.ts";

/** How recent an answer must be to prove that a gateway still uses a node: within the silence that counts a node as lost. */
const sightMs = 3000;

export type RosterEntry = SeriesAgent & { lastSeenAtMs: number | null; name?: string; regionName?: string };

/** Live figures of all agents, in memory only: after a restart they are back within seconds. */
export class LiveStore {
  private readonly series = new Map<string, AgentSeries>();
  private names = new Map<string, string>();
  /** Of the agents that there are; null: they changed. */
  private nodes: NodeNumbers | null = null;
  /** What clients' API keys were used for. */
  readonly keyUsage = new KeyUsageWindow();

  constructor(private readonly limits: PresenceLimits) {}

  /** Sets which agents there are; those that left the roster are forgotten. */
  setRoster(entries: readonly RosterEntry[]): void {
    this.nodes = null;
    const ids = new Set(entries.map(({ id }) => id));
    for (const id of this.series.keys()) if (!ids.has(id)) this.series.delete(id);
    this.names = new Map();
    for (const { lastSeenAtMs, name, regionName, ...agent } of entries) {
      if (name !== undefined) this.names.set(agent.id, name);
      if (regionName !== undefined) this.names.set(agent.regionId, regionName);
      if (!this.series.has(agent.id)) {
        this.series.set(agent.id, new AgentSeries(agent, this.limits, lastSeenAtMs));
      }
    }
  }

  /** Throws RangeError when a histogram reaches out of its range. */
  record(agent: SeriesAgent, frame: TelemetryFrame, nowMs: number): void {
    this.seriesOf(agent).record(frame, nowMs);
    if (agent.role === "gateway" && frame.keys) this.keyUsage.record(frame.keys, nowMs);
  }

  recordReport(agent: SeriesAgent, report: Report): void {
    this.seriesOf(agent).ready.record(report);
  }

  /** Returns whether it was not marked so before. */
  markAhead(agentId: string, isAhead: boolean): boolean {
    const series = this.series.get(agentId);
    const isNew = isAhead && series?.isAhead === false;
    if (series) series.isAhead = isAhead;
    return isNew;
  }

  markLeft(agentId: string): void {
    const series = this.series.get(agentId);
    if (!series) return;
    series.hasLeft = true;
    series.ready.forget();
  }

  all(): AgentSeries[] {
    return [...this.series.values()];
  }

  /** Whether there is such an agent. */
  isKnown(agentId: string): boolean {
    return this.series.has(agentId);
  }

  /** Of an agent or a region; its id until the roster names it. */
  nameOf(id: string): string {
    return this.names.get(id) ?? id;
  }

  presenceOf(agentId: string, nowMs: number): Presence {
    return this.series.get(agentId)?.presence(nowMs) ?? "never";
  }

  countByPresence(nowMs: number): PresenceCount[] {
    const keyOf = (role: AgentRole, presence: Presence) => `${role} ${presence}`;
    const counts = new Map<string, number>();
    for (const one of this.series.values()) {
      const key = keyOf(one.agent.role, one.presence(nowMs));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return AgentRole.options.flatMap((role) =>
      Presence.options.map((presence) => ({
        ...{ role, presence },
        count: counts.get(keyOf(role, presence)) ?? 0,
      })),
    );
  }

  workOf(agentId: string, minutes: number, nowMs: number): NodeWork | null {
    return this.series.get(agentId)?.workOver(minutes, nowMs) ?? null;
  }

  keyDemandOf(gatewayId: string, nowMs: number): { requests: number; withoutKey: number } {
    return this.series.get(gatewayId)?.keyDemand(nowMs) ?? { requests: 0, withoutKey: 0 };
  }

  agentsLive(nowMs: number, options: { withHistory: boolean }): AgentLive[] {
    return this.all().map((one) => ({
      ...one.live(nowMs),
      ...(options.withHistory ? { history: one.history(nowMs) } : {}),
    }));
  }

  /** A region as its gateways saw it: what users got. */
  regionsLive(nowMs: number): RegionLive[] {
    return [...this.gatewaysByRegion()].map(([id, gateways]) => regionLive(id, gateways, nowMs));
  }

  /** Where the requests of each region went, by those of its gateways that are live. */
  originsLive(nowMs: number): OriginLive[] {
    this.nodes ??= new NodeNumbers(this.all().map(({ agent }) => agent));
    const { nodes } = this;
    return [...this.gatewaysByRegion()].map(([id, gateways]) => {
      const live = gateways.filter((gateway) => gateway.presence(nowMs) === "live");
      return { ...originLive(id, live, nodes), ...splitLive(live, nowMs) };
    });
  }

  presenceEvidence(nowMs: number): PresenceEvidence {
    const all = this.all();
    const live = all.filter((one) => one.agent.role === "gateway" && one.presence(nowMs) === "live");
    return {
      nodes: all.filter(({ agent }) => agent.role === "inference").map((node) => nodePresence(node, nowMs)),
      gateways: live.map((gateway) => gatewayPresence(gateway, nowMs)),
    };
  }

  private seriesOf(agent: SeriesAgent): AgentSeries {
    const known = this.series.get(agent.id);
    if (known) return known;
    const series = new AgentSeries(agent, this.limits, null);
    this.series.set(agent.id, series);
    this.nodes = null;
    return series;
  }

  /** Every region that has agents, also one without gateways. */
  private gatewaysByRegion(): Map<string, AgentSeries[]> {
    const byRegion = new Map<string, AgentSeries[]>();
    for (const one of this.series.values()) {
      const gateways = byRegion.get(one.agent.regionId) ?? [];
      byRegion.set(one.agent.regionId, gateways);
      if (one.agent.role === "gateway") gateways.push(one);
    }
    return byRegion;
  }
}

function nodePresence(node: AgentSeries, nowMs: number): NodePresence {
  const presence = node.presence(nowMs);
  const isSilent = presence !== "live" && !node.hasLeft;
  return { id: node.agent.id, presence, isLost: isSilent || node.ready.hasTurned };
}

function gatewayPresence(gateway: AgentSeries, nowMs: number): GatewayEvidence {
  const counts = gateway.recentCounts(nowMs);
  return {
    id: gateway.agent.id,
    tried: () => gateway.picks.countsOf(sightMs),
    requests: Math.round(counts?.of("requests") ?? 0),
    failed: Math.round(failedOf(counts)),
  };
}

function failedOf(counts: RecentCounts | null): number {
  return counts ? counts.of("serverErrors") + counts.of("refused") : 0;
}

function regionLive(id: string, gateways: AgentSeries[], nowMs: number): RegionLive {
  const latency = new Histogram();
  let perSecond = 0;
  let requests = 0;
  let failed = 0;
  let isKnown = false;
  for (const gateway of gateways) {
    const counts = gateway.recentCounts(nowMs);
    if (!counts) continue;
    isKnown = true;
    perSecond += counts.of("requests") / counts.seconds;
    requests += counts.of("requests");
    failed += failedOf(counts);
    latency.merge(gateway.recentLatency(nowMs));
  }
  const failedShare = shareOf(failed, requests);
  return {
    id,
    requestsPerSecond: isKnown ? figure(perSecond) : null,
    // Rounded before the subtraction: 0.99996 in four digits would be 1.
    successShare: failedShare === null ? null : 1 - failedShare,
    ...percentiles(latency),
  };
}
