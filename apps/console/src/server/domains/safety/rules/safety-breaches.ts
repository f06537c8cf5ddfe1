import type { SafetyBreach, SafetyRules } from "@meridian/contracts/api";
import { pointsMoved } from "@meridian/contracts/routing";
import type { Tx } from "@meridian/db";
import type { DesiredTarget } from "../desired-target.ts";
import { findHealthyNodes, type HealthOf } from "./healthy-nodes.ts";
import type { TrafficSubject } from "../subject.ts";

type Setting = { subject: TrafficSubject; before: readonly DesiredTarget[]; after: readonly DesiredTarget[] };

/** The rules that a change of targets would break. What is short already may be changed as long as it loses no more. */
export async function safetyBreaches(
  tx: Tx,
  healthOf: HealthOf,
  { subject, before, after }: Setting,
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
  before: readonly DesiredTarget[],
  after: readonly DesiredTarget[],
  { shiftPointsMax: limit }: SafetyRules,
): SafetyBreach[] {
  const value = pointsMoved(before, after);
  return value > limit + 1e-9 ? [{ rule: "shift-points-max", value, limit }] : [];
}

function servingCount(targets: readonly DesiredTarget[]): number {
  return targets.filter(({ state, weight }) => state === "active" && weight > 0).length;
}
