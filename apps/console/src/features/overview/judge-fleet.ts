import type { AgentView, FleetView, OverviewView, RegionView } from "@meridian/contracts/api";
import type { OriginLive, RegionLive } from "@meridian/contracts/wire";
import type { ReceivedLive } from "@/client/live/fleet-live-store.ts";
import { agentState, isSamePosition } from "@/components/fleet/agent-state.ts";
import { p95MsMax, successShareMin } from "./objectives.ts";

export type Figures = {
  agent: (id: string) => Pick<ReceivedLive, "presence"> | null;
  region: (id: string) => Omit<RegionLive, "id"> | null;
  origin: (id: string) => Pick<OriginLive, "faults"> | null;
};

export type Situation = {
  fleet: FleetView;
  figures: Figures;
  overview: Pick<OverviewView, "rollout"> & { history: Pick<OverviewView["history"], "successShare"> };
};

/** A problem; `href` is the page where it is fixed. Words stand in the messages under `overview.finding`. */
export type Finding = { href: string } & (
  | { kind: "noNode" | "noGateway"; region: string }
  | { kind: "successLow"; region: string; share: number }
  | { kind: "rolloutHalted"; version: string; reason: string | null }
  | { kind: "p95High"; region: string; p95Ms: number }
  | { kind: "pickerFault"; gateway: string }
  | { kind: "away"; agents: string[] }
  | { kind: "nack"; agent: string; field: string; reason: string }
  | { kind: "drift"; agent: string; reason: string | null }
  | { kind: "outOfRotation"; agent: string; gateways: string[] }
  | { kind: "successLowLately"; share: number }
  | { kind: "emptyRegion"; region: string }
);

/** Problems by importance: users who are not served, missed objectives, then agents. */
export function judgeFleet({ fleet, figures, overview }: Situation): Finding[] {
  const regions = fleet.regions.filter(({ agents }) => agents.length > 0);
  const agents = regions.flatMap((region) => region.agents);
  return [
    ...regions.flatMap((region) => unserved(region, figures)),
    ...regions.flatMap((region) => lowSuccess(region, figures)),
    ...haltedRollout(overview.rollout),
    ...regions.flatMap((region) => highLatency(region, figures)),
    ...regions.flatMap((region) => wrongPicks(region, figures)),
    ...awayAgents(agents, figures),
    ...agents.flatMap((agent) => (isLive(agent, figures) ? disobedience(agent) : [])),
    ...lowSuccessLately(overview.history.successShare),
    ...fleet.regions.flatMap((region) => emptiness(region)),
  ];
}

/** Ready, connected, and may be given traffic now. */
export function isServing(agent: AgentView, figures: Figures): boolean {
  const state = agentState(agent, figures.agent(agent.id))?.state;
  return agent.isReady && (state === "ready" || state === "degraded" || state === "standby");
}

function unserved(region: RegionView, figures: Figures): Finding[] {
  const serving = region.agents.filter((agent) => isServing(agent, figures)).map(({ role }) => role);
  const missing = { region: region.name, href: "/fleet" };
  if (!serving.includes("inference")) return [{ kind: "noNode", ...missing }];
  return serving.includes("gateway") ? [] : [{ kind: "noGateway", ...missing }];
}

function lowSuccess({ id, name }: RegionView, figures: Figures): Finding[] {
  const share = figures.region(id)?.successShare ?? 1;
  return share < successShareMin ? [{ kind: "successLow", region: name, share, href: "/fleet" }] : [];
}

function highLatency({ id, name }: RegionView, figures: Figures): Finding[] {
  const p95Ms = figures.region(id)?.p95Ms ?? 0;
  return p95Ms > p95MsMax ? [{ kind: "p95High", region: name, p95Ms, href: "/fleet" }] : [];
}

function haltedRollout(rollout: OverviewView["rollout"]): Finding[] {
  if (rollout?.state !== "halted") return [];
  const { id, versionName: version, stateReason: reason } = rollout;
  return [
    { kind: "rolloutHalted", version, reason, href: `/rollouts?${new URLSearchParams({ rollout: id })}` },
  ];
}

/** Gateways whose shares neither weights nor health explain. */
function wrongPicks({ id, agents }: RegionView, figures: Figures): Finding[] {
  const faulty = new Set(figures.origin(id)?.faults.map(({ gatewayId }) => gatewayId));
  const href = `/traffic?${new URLSearchParams({ origin: id })}`;
  const gateways = agents.filter((agent) => faulty.has(agent.id));
  return gateways.map(({ name: gateway }) => ({ kind: "pickerFault", gateway, href }));
}

function awayAgents(agents: readonly AgentView[], figures: Figures): Finding[] {
  const away = agents.filter((agent) => !isLive(agent, figures));
  const [first] = away;
  if (!first) return [];
  const href = away.length === 1 ? agentHref(first) : "/fleet";
  return [{ kind: "away", agents: away.map(({ name }) => name), href }];
}

/** A rejected snapshot, a drift from the desired state, or a node out of rotation. */
function disobedience(agent: AgentView): Finding[] {
  const { name, nack, observed, target, acked, outOfRotation } = agent;
  const href = agentHref(agent);
  if (nack) return [{ kind: "nack", agent: name, ...nack, href }];
  const isAcked = target !== null && isSamePosition(target, acked);
  if (isAcked && observed && hasDrifted(agent)) {
    return [{ kind: "drift", agent: name, reason: observed.reason, href }];
  }
  if (outOfRotation.length === 0) return [];
  const gateways = outOfRotation.map(({ gatewayName }) => gatewayName);
  return [{ kind: "outOfRotation", agent: name, gateways, href }];
}

function hasDrifted({ observed, acked }: AgentView): boolean {
  if (!observed || observed.outcome === "converging") return false;
  return observed.outcome !== "converged" || !isSamePosition(observed.position, acked);
}

function lowSuccessLately(share: number | null): Finding[] {
  return share !== null && share < successShareMin
    ? [{ kind: "successLowLately", share, href: "/audit" }]
    : [];
}

function emptiness({ name, agents }: RegionView): Finding[] {
  return agents.length === 0 ? [{ kind: "emptyRegion", region: name, href: "/settings/agents" }] : [];
}

function isLive({ id }: AgentView, figures: Figures): boolean {
  return figures.agent(id)?.presence === "live";
}

function agentHref({ id }: AgentView): string {
  return `/fleet?${new URLSearchParams({ agent: id })}`;
}
