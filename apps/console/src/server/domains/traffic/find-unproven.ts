import type { TrafficChanged } from "@meridian/contracts/api";
import type { Tx } from "@meridian/db";
import type { DesiredMember } from "./desired-member.ts";
import type { RoutePolicyRef } from "./route-policy.ts";

/**
 * Of the members that a change makes active, those that no gateway has found ready yet: nodes, or regions without an active
 * node that one has. The change is allowed; whoever makes it is told that they get no traffic until one has.
 */
export async function findUnproven(
  tx: Tx,
  { type }: RoutePolicyRef,
  before: readonly DesiredMember[],
  after: readonly DesiredMember[],
): Promise<TrafficChanged["unproven"]> {
  const wasActive = new Set(before.filter(isActive).map(({ id }) => id));
  const made = after.filter((member) => isActive(member) && !wasActive.has(member.id));
  if (made.length === 0) return [];
  const ids = made.map(({ id }) => id);
  const proven = new Set(type === "nodes" ? await provenNodes(tx, ids) : await provenRegions(tx, ids));
  return made.filter(({ id }) => !proven.has(id)).map(({ id, name }) => ({ id, name }));
}

const isActive = ({ state, weight }: DesiredMember) => state === "active" && weight > 0;

const isProven = { role: "inference", archivedAt: null, provenAt: { not: null } } as const;

async function provenNodes(tx: Tx, ids: string[]): Promise<string[]> {
  const nodes = await tx.agent.findMany({ where: { ...isProven, id: { in: ids } }, select: { id: true } });
  return nodes.map(({ id }) => id);
}

async function provenRegions(tx: Tx, ids: string[]): Promise<string[]> {
  const nodes = await tx.agent.findMany({
    where: { ...isProven, regionId: { in: ids }, state: "active", weight: { gt: 0 } },
    select: { regionId: true },
    distinct: ["regionId"],
  });
  return nodes.map(({ regionId }) => regionId);
}
