import type {
  DrainView,
  NodeOutView,
  OriginView,
  RegionNodesView,
  TrafficNodeView,
  TrafficView,
} from "@meridian/contracts/api";
import { Effective } from "@meridian/contracts/wire";
import type { Db, TrafficPolicy } from "@meridian/db";
import type { AgentLink } from "../../agent-link.ts";
import type { ServiceContext, Verb } from "../../context.ts";
import { findActorNames } from "../../audit/index.ts";
import { convergenceOf, gatewayStatuses, statusView, type GatewayStatus } from "./convergence.ts";
import type { DesiredMember } from "../desired-member.ts";
import { loadTrafficRows, type AgentRow, type TrafficRows } from "./load-traffic-rows.ts";
import { nodesOut } from "./nodes-out.ts";
import { findHeld, splitView } from "./split-view.ts";
import { toDesiredMember } from "../route-policy.ts";

export type TrafficContext = ServiceContext & { agents: AgentLink };
type NameOf = (actorId: string) => string;
type Out = ReadonlyMap<string, NodeOutView[]>;

/** The route policies of every origin and region, and how far gateways have converged on the newest change of each. */
export async function getTraffic({ ctx }: Pick<Verb<never, TrafficContext>, "ctx">): Promise<TrafficView> {
  return trafficView(ctx, await loadTrafficRows(ctx.db));
}

/** The same, from rows that were read before. */
export async function trafficView(ctx: TrafficContext, rows: TrafficRows): Promise<TrafficView> {
  const gateways = gatewayStatuses(rows, ctx.agents);
  const nameOf = await findOwnerNames(ctx.db, rows);
  const { regions, policies } = rows;
  const out = nodesOut(rows.agents, ctx.agents);
  const held = findHeld(rows, ctx.agents);
  return {
    regions: regions.map(({ id, name, label }) => ({ id, name, label })),
    origins: regions.flatMap(({ id }) => {
      const policy = policies.find(({ originRegionId }) => originRegionId === id);
      if (!policy) return [];
      return [{ ...originView(policy, rows, gateways, nameOf), split: splitView(id, rows, held) }];
    }),
    nodes: regions.map(({ id }) => regionNodesView(id, rows, gateways, { nameOf, out })),
    gateways: gateways.map(statusView),
    applyTimes: ctx.agents.applyTimes(),
  };
}

function originView(
  { originRegionId, revision }: TrafficPolicy,
  { regions, targets: members, committedAt }: TrafficRows,
  gateways: GatewayStatus[],
  nameOf: NameOf,
): Omit<OriginView, "split"> {
  const own = members.filter((member) => member.originRegionId === originRegionId);
  const ownGateways = gateways.filter(({ regionId }) => regionId === originRegionId);
  return {
    regionId: originRegionId,
    revision: String(revision),
    targets: regions.flatMap(({ id, name }) => {
      const row = own.find(({ regionId }) => regionId === id);
      if (!row) return [];
      const { state, weight, drain } = toDesiredMember({ ...row, id, name });
      return [{ regionId: id, state, weight, drain: drainView(drain, nameOf) }];
    }),
    convergence: convergenceOf(ownGateways, revision, committedAt.get(revision)),
  };
}

function regionNodesView(
  regionId: string,
  { agents, nodesRevisions, committedAt }: TrafficRows,
  gateways: GatewayStatus[],
  { nameOf, out }: { nameOf: NameOf; out: Out },
): RegionNodesView {
  const nodes = agents.filter((agent) => agent.regionId === regionId && agent.role === "inference");
  const revision = nodesRevisions.get(regionId) ?? 0n;
  return {
    regionId,
    revision: String(revision),
    nodes: nodes
      .map((node) => nodeView(node, out.get(node.id) ?? [], nameOf))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    convergence: convergenceOf(gateways, revision, committedAt.get(revision)),
  };
}

function nodeView(node: AgentRow, out: NodeOutView[], nameOf: NameOf): TrafficNodeView {
  const { drain, ...member } = toDesiredMember(node);
  const effective = Effective.safeParse(node.observed?.effective).data;
  const slots = effective?.role === "inference" ? effective : null;
  const answering = slots?.slots.find(({ digest }) => digest === slots.defaultDigest);
  return {
    ...member,
    nodeId: member.id,
    drain: drainView(drain, nameOf),
    isReady: effective?.isReady ?? false,
    isUnproven: node.provenAt === null,
    version: answering?.name ?? null,
    out,
  };
}

function drainView(drain: DesiredMember["drain"], nameOf: NameOf): DrainView | null {
  if (!drain) return null;
  const { owner, deadlineAt, then } = drain;
  return { ownerName: nameOf(owner), deadlineAt, then };
}

/** The owner of a drain is a user or an API token. */
async function findOwnerNames(db: Db, { agents, targets: members }: TrafficRows): Promise<NameOf> {
  const owners = [...agents, ...members].flatMap(({ drainOwner }) => drainOwner ?? []);
  const refs = ["user", "token"].flatMap((actorType) => owners.map((actorId) => ({ actorType, actorId })));
  const names = await findActorNames(db, refs);
  return (actorId) => names({ actorType: "user", actorId });
}
