import type { SafetyBreach, SafetyRules } from "@meridian/contracts/api";
import { pointsMoved } from "@meridian/contracts/routing";
import type { Tx } from "@meridian/db";
import {
  findHealthyNodes,
  type HealthOf,
  type RoutePolicyRef,
  type WeightedMember,
} from "./healthy-nodes.ts";

type PolicyChange = {
  subject: RoutePolicyRef;
  before: readonly WeightedMember[];
  after: readonly WeightedMember[];
};

/** The rules that a change of a route policy would break. A rule that is already broken blocks only changes that make it worse. */
export async function safetyBreaches(
  tx: Tx,
  healthOf: HealthOf,
  { subject, before, after }: PolicyChange,
  rules: SafetyRules,
): Promise<SafetyBreach[]> {
  const breaches: SafetyBreach[] = [];
  const keepsAtLeast = (rule: SafetyBreach["rule"], limit: number, was: number, value: number) => {
    if (value < limit && value < was) breaches.push({ rule, value, limit });
  };
  if (subject.type === "traffic") {
    keepsAtLeast("active-regions-min", rules.activeRegionsMin, servingCount(before), servingCount(after));
  }
  const healthyBefore = await findHealthyNodes(tx, healthOf, subject, before);
  const healthyAfter = await findHealthyNodes(tx, healthOf, subject, after);
  const [worst] = [...healthyAfter].toSorted(([, a], [, b]) => a - b);
  if (worst) {
    const [originId, value] = worst;
    keepsAtLeast("healthy-nodes-min", rules.healthyNodesMin, healthyBefore.get(originId) ?? 0, value);
  }
  return [...breaches, ...pointsBreaches(before, after, rules)];
}

export function pointsBreaches(
  before: readonly WeightedMember[],
  after: readonly WeightedMember[],
  { shiftPointsMax: limit }: SafetyRules,
): SafetyBreach[] {
  const value = pointsMoved(before, after);
  return value > limit + 1e-9 ? [{ rule: "shift-points-max", value, limit }] : [];
}

function servingCount(members: readonly WeightedMember[]): number {
  return members.filter(({ state, weight }) => state === "active" && weight > 0).length;
}
