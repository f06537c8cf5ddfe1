import type { AgentRole } from "../fleet.ts";
import type { AgentView, Finding, FleetView, OverviewView, RegionView } from "../api/index.ts";
import { comparePositions } from "../wire/index.ts";
import { isSamePosition } from "./agent-state.ts";
import type { Figures } from "./figures.ts";
import { isNeverSeen } from "./counted.ts";
import { isServing } from "./is-serving.ts";
import { servedBy } from "./served-by.ts";
import { heardViews } from "./testimony.ts";
import { p95MsMax, successShareMin } from "./objectives.ts";

export type Situation = {
  fleet: FleetView;
  figures: Figures;
  overview: Pick<OverviewView, "rollout"> & { history: Pick<OverviewView["history"], "successShare"> };
};

/** Problems by importance: users who are not served, missed objectives, then agents. */
export function judgeFleet({ fleet, figures, overview }: Situation): Finding[] {
  const regions = fleet.regions.filter(({ agents }) => agents.length > 0);
  const agents = regions.flatMap((region) => region.agents);
  return [
    ...regions.flatMap((region) => unserved(region, regions, figures)),
    ...regions.flatMap((region) => lowSuccess(region, figures)),
    ...agentsAhead(agents),
    ...haltedRollout(overview.rollout),
    ...uncertified(agents, figures),
    ...regions.flatMap((region) => highLatency(region, figures)),
    ...regions.flatMap((region) => wrongPicks(region, figures)),
    ...claims(agents),
    ...awayAgents(agents, figures),
    ...unrenewed(agents, figures),
    ...agents.flatMap((agent) => (isLive(agent, figures) ? disobedience(agent, figures) : [])),
    ...lowSuccessLately(overview.history.successShare),
    ...fleet.regions.flatMap((region) => emptiness(region)),
  ];
}

function unserved(region: RegionView, regions: readonly RegionView[], figures: Figures): Finding[] {
  const missing = refOf(region);
  if (!hasServing(region, "inference", figures)) {
    const hasOthers = regions.some((other) => other !== region && hasServing(other, "inference", figures));
    return [{ kind: "noNode", ...missing, servedBy: servedBy(region, regions, figures), hasOthers }];
  }
  return hasServing(region, "gateway", figures) ? [] : [{ kind: "noGateway", ...missing }];
}

export function hasServing({ agents }: RegionView, role: AgentRole, figures: Figures): boolean {
  return agents.some((agent) => agent.role === role && isServing(agent, figures));
}

function lowSuccess(region: RegionView, figures: Figures): Finding[] {
  const share = figures.region(region.id)?.successShare ?? 1;
  return share < successShareMin ? [{ kind: "successLow", ...refOf(region), share }] : [];
}

function highLatency(region: RegionView, figures: Figures): Finding[] {
  const p95Ms = figures.region(region.id)?.p95Ms ?? 0;
  return p95Ms > p95MsMax ? [{ kind: "p95High", ...refOf(region), p95Ms }] : [];
}

/** They refuse what the database holds: its epoch was not raised after a restore. */
function agentsAhead(agents: readonly AgentView[]): Finding[] {
  const ahead = agents.filter(isAhead);
  if (ahead.length === 0) return [];
  return [{ kind: "ahead", ...agentRefsOf(ahead) }];
}

function isAhead({ observed, target }: AgentView): boolean {
  if (!observed?.position || !target) return false;
  return comparePositions(observed.position, target) > 0;
}

function haltedRollout(rollout: OverviewView["rollout"]): Finding[] {
  if (rollout?.state !== "halted") return [];
  const { id: rolloutId, versionName: version, stateReason: reason } = rollout;
  return [{ kind: "rolloutHalted", rolloutId, version, reason }];
}

/** Gateways whose shares neither weights nor health explain. */
function wrongPicks(region: RegionView, figures: Figures): Finding[] {
  const faulty = new Set(figures.origin(region.id)?.faults.map(({ gatewayId }) => gatewayId));
  const gateways = region.agents.filter((agent) => faulty.has(agent.id));
  return gateways.map((gateway) => ({ kind: "pickerFault", ...refOf(region), ...agentRefOf(gateway) }));
}

/** Agents that want to be reached elsewhere: a move that an operator knows of, or a stolen credential. */
function claims(agents: readonly AgentView[]): Finding[] {
  return agents.flatMap((agent): Finding[] =>
    agent.claimedUrl === null
      ? []
      : [{ kind: "addressClaimed", ...agentRefOf(agent), url: agent.claimedUrl }],
  );
}

/** Who was never there is not away. */
function awayAgents(agents: readonly AgentView[], figures: Figures): Finding[] {
  const away = agents.filter((agent) => !isLive(agent, figures) && !isNeverSeen(agent, figures));
  if (away.length === 0) return [];
  return [{ kind: "away", ...agentRefsOf(away) }];
}

/** Such as gateways of an older release: they reach no node that speaks mesh TLS. */
function uncertified(agents: readonly AgentView[], figures: Figures): Finding[] {
  const without = ofMesh(agents, figures).filter(hasNoCertificate);
  return without.length > 0 ? [{ kind: "noCertificate", ...agentRefsOf(without) }] : [];
}

function unrenewed(agents: readonly AgentView[], figures: Figures): Finding[] {
  const ending = ofMesh(agents, figures).filter(({ certificateState }) => certificateState === "ending");
  return ending.length > 0 ? [{ kind: "certificateEnds", ...agentRefsOf(ending) }] : [];
}

function hasNoCertificate({ certificateState }: AgentView): boolean {
  return certificateState === "none" || certificateState === "ended";
}

/** Nodes that speak mesh TLS and, where there is one, all gateways. Those that are away are a problem of their own. */
function ofMesh(agents: readonly AgentView[], figures: Figures): AgentView[] {
  const isOn = agents.some(({ speaksMeshTls }) => speaksMeshTls);
  const concerned = agents.filter(({ role, speaksMeshTls }) => speaksMeshTls || (isOn && role === "gateway"));
  return concerned.filter((agent) => isLive(agent, figures));
}

/** A rejected snapshot, a drift from the desired state, one that is not saved, or a node out of rotation. */
function disobedience(agent: AgentView, figures: Figures): Finding[] {
  const { nack, observed, target, acked, isUnproven } = agent;
  const ref = agentRefOf(agent);
  if (nack) return [{ kind: "nack", ...ref, ...nack }];
  const isAcked = target !== null && isSamePosition(target, acked);
  if (isAcked && observed && hasDrifted(agent)) {
    return [{ kind: "drift", ...ref, reason: observed.reason }];
  }
  if (observed && observed.unsaved !== null) return [{ kind: "notSaved", ...ref, reason: observed.unsaved }];
  const outOfRotation = heardViews(agent.outOfRotation, (id) => figures.agent(id)?.presence);
  if (outOfRotation.length === 0 || isUnproven) return [];
  const gateways = outOfRotation.map(({ gatewayName }) => gatewayName);
  return [{ kind: "outOfRotation", ...ref, gateways }];
}

function hasDrifted({ observed, acked }: AgentView): boolean {
  if (!observed || observed.outcome === "converging") return false;
  // An agent that is well on a snapshot that it could not save reports that as its reason.
  const isWell =
    observed.outcome === "converged" || (observed.unsaved !== null && observed.reason === observed.unsaved);
  return !isWell || !isSamePosition(observed.position, acked);
}

function lowSuccessLately(share: number | null): Finding[] {
  return share !== null && share < successShareMin ? [{ kind: "successLowLately", share }] : [];
}

function emptiness(region: RegionView): Finding[] {
  return region.agents.length === 0 ? [{ kind: "emptyRegion", ...refOf(region) }] : [];
}

function isLive({ id }: AgentView, figures: Figures): boolean {
  return figures.agent(id)?.presence === "live";
}

function refOf({ id, name }: RegionView) {
  return { regionId: id, region: name };
}

function agentRefsOf(agents: readonly AgentView[]) {
  return { agentIds: agents.map(({ id }) => id), agents: agents.map(({ name }) => name) };
}

function agentRefOf({ id, name }: AgentView) {
  return { agentId: id, agent: name };
}
