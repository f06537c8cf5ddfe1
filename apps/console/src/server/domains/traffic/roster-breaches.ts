import type { SafetyBreach, SafetyRules } from "@meridian/contracts/api";
import type { Tx } from "@meridian/db";
import { type HealthOf, pointsBreaches, safetyBreaches } from "../safety/index.ts";
import { loadMembers } from "./route-policy.ts";

/**
 * The rules that archiving a node would break; it counts as cordoned. Only what gets no requests can be archived, so no
 * points move.
 */
export async function nodeRemovalBreaches(
  tx: Tx,
  healthOf: HealthOf,
  { id, regionId }: { id: string; regionId: string },
  rules: SafetyRules,
): Promise<SafetyBreach[]> {
  const subject = { type: "nodes", id: regionId } as const;
  const before = await loadMembers(tx, subject);
  const after = before.map((member) => (member.id === id ? { ...member, state: "cordon" as const } : member));
  return withoutPoints(await safetyBreaches(tx, healthOf, { subject, before, after }, rules));
}

/** The rules that another active node would break. A region's first node takes traffic from nobody. */
export async function nodeAdditionBreaches(
  tx: Tx,
  { weight, regionId }: { weight: number; regionId: string },
  rules: SafetyRules,
): Promise<SafetyBreach[]> {
  const before = await loadMembers(tx, { type: "nodes", id: regionId });
  const newcomer = { id: "", name: "", state: "active", weight, drain: null } as const;
  return before.length === 0 ? [] : pointsBreaches(before, [...before, newcomer], rules);
}

/** The rules that archiving a region without agents would break in any origin. */
export async function regionRemovalBreaches(
  tx: Tx,
  healthOf: HealthOf,
  regionId: string,
  rules: SafetyRules,
): Promise<SafetyBreach[]> {
  const origins = await tx.trafficPolicy.findMany({
    where: {
      origin: { archivedAt: null },
      originRegionId: { not: regionId },
      members: { some: { regionId } },
    },
    orderBy: { origin: { name: "asc" } },
  });
  const breaches: SafetyBreach[] = [];
  for (const { originRegionId } of origins) {
    const subject = { type: "traffic", id: originRegionId } as const;
    const before = await loadMembers(tx, subject);
    const after = before.filter(({ id }) => id !== regionId);
    breaches.push(...(await safetyBreaches(tx, healthOf, { subject, before, after }, rules)));
  }
  return withoutPoints(breaches);
}

function withoutPoints(breaches: readonly SafetyBreach[]): SafetyBreach[] {
  return breaches.filter(({ rule }) => rule !== "shift-points-max");
}
