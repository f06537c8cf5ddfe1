import type { MemberState } from "@meridian/contracts/fleet";
import { Effective } from "@meridian/contracts/wire";
import type { Tx } from "@meridian/db";
import type { AgentLink } from "../../agent-link.ts";

/** What a route policy belongs to: an origin's regions, or a region's nodes for all origins. */
export type RoutePolicyRef = { type: "traffic" | "nodes"; id: string };

/** A region or node as a rule judges it. */
export type WeightedMember = { id: string; state: MemberState; weight: number };

export type HealthOf = Pick<AgentLink, "presenceOf">;

/**
 * By origin, the number of nodes that can answer its requests once a policy's members are set like this: live, ready, and
 * not out by their own state or their region's; failover counts. A policy of a region's nodes concerns the origins that
 * use the region.
 */
export async function findHealthyNodes(
  tx: Tx,
  agents: HealthOf,
  { type, id }: RoutePolicyRef,
  members: readonly WeightedMember[],
): Promise<Map<string, number>> {
  const rows = await tx.trafficMember.findMany({
    where: {
      region: { archivedAt: null },
      policy: { origin: { archivedAt: null }, ...(type === "traffic" && { originRegionId: id }) },
    },
    select: { originRegionId: true, regionId: true, state: true },
  });
  const set = new Map(members.map((member) => [member.id, member.state]));
  const open = rows
    .map((row) => ({ ...row, state: (type === "traffic" && set.get(row.regionId)) || row.state }))
    .filter(({ state }) => canAnswer(state));
  const used = new Set(
    type === "nodes"
      ? open.filter(({ regionId }) => regionId === id).map(({ originRegionId }) => originRegionId)
      : [id],
  );
  const byRegion = await countByRegion(tx, agents, type === "nodes" ? set : new Map());
  const counts = new Map([...used].map((originId) => [originId, 0]));
  for (const { originRegionId, regionId } of open) {
    const count = counts.get(originRegionId);
    if (count !== undefined) counts.set(originRegionId, count + (byRegion.get(regionId) ?? 0));
  }
  return counts;
}

async function countByRegion(tx: Tx, agents: HealthOf, set: ReadonlyMap<string, MemberState>) {
  const nodes = await tx.agent.findMany({
    where: { role: "inference", archivedAt: null },
    select: { id: true, regionId: true, state: true, observed: { select: { effective: true } } },
  });
  const counts = new Map<string, number>();
  for (const { id, regionId, state, observed } of nodes) {
    const isReady = Effective.safeParse(observed?.effective).data?.isReady ?? false;
    if (!isReady || !canAnswer(set.get(id) ?? state) || agents.presenceOf(id) !== "live") continue;
    counts.set(regionId, (counts.get(regionId) ?? 0) + 1);
  }
  return counts;
}

function canAnswer(state: MemberState): boolean {
  return state === "active" || state === "standby";
}
