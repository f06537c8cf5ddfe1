import type { MemberState } from "../fleet.ts";

/** Healthy shares are multiplied by this before they lower a weight (Envoy's overprovisioning factor). */
const overprovisioning = 1.4;

export type RegionHealth = {
  id: string;
  state: MemberState;
  weight: number;
  /** Healthy capacity ÷ capacity, 0–1, with soft evidence counted. */
  healthyShare: number;
  /** The same with hard evidence only: used in panic. */
  hardHealthyShare: number;
};
export type RegionShare = { id: string; share: number; isPanic: boolean };

/**
 * Share of an origin's requests per region: priority (active = 0, standby = 1) with overflow, panic, then locality
 * inside a priority. Cordoned and draining regions get nothing. The sum is 1, or 0 when all is hard-down.
 * docs/architecture.md, "Choosing a node".
 */
export function regionShares(regions: RegionHealth[]): RegionShare[] {
  const priorities = (["active", "standby"] as const).map((state) =>
    regions.filter((r) => r.state === state),
  );
  const healths = priorities.map((members) => availability(members, (r) => r.healthyShare));
  const loads = priorityLoads(healths.map(({ availability }) => availability));
  const isTotalShort = sum(healths.map(({ availability }) => availability)) < 1;
  const hard = priorities.map((members) => availability(members, (r) => r.hardHealthyShare).availability);
  const panicLoads = isTotalShort ? scaledToOne(healths, loads, hard) : loads;

  return priorities.flatMap((members, index) => {
    const isPanic = isTotalShort && (healths[index]?.healthy ?? 0) < 0.5;
    const health = (r: RegionHealth) => (isPanic ? (r.hardHealthyShare > 0 ? 1 : 0) : r.healthyShare);
    const effective = members.map((r) => localityWeight(r) * Math.min(1, overprovisioning * health(r)));
    const total = sum(effective);
    const load = panicLoads[index] ?? 0;
    return members.map((r, i) => ({
      id: r.id,
      isPanic,
      share: total > 0 ? (load * (effective[i] ?? 0)) / total : 0,
    }));
  });
}

/** A region or a node with what is set for it. */
export type Weighed = { id: string; state: MemberState; weight: number };

/** Share of each target, 0–1, when everything is healthy, by the rule that gateways use. */
export function declaredShares(targets: readonly Weighed[]): ReadonlyMap<string, number> {
  const healthy = targets.map((target) => ({ ...target, healthyShare: 1, hardHealthyShare: 1 }));
  const found = new Map(regionShares(healthy).map(({ id, share }) => [id, share]));
  return new Map(targets.map(({ id }) => [id, found.get(id) ?? 0]));
}

/** Points, 0–100, that go from one target to another between two settings of the same targets. */
export function pointsMoved(before: readonly Weighed[], after: readonly Weighed[]): number {
  const was = declaredShares(before);
  const gained = [...declaredShares(after)].map(([id, share]) => Math.max(0, share - (was.get(id) ?? 0)));
  return 100 * gained.reduce((sum, one) => sum + one, 0);
}

/** Standby regions share failover alike when none of them has a weight of its own. */
function localityWeight(region: RegionHealth): number {
  return region.state === "standby" ? Math.max(1, region.weight) : region.weight;
}

/** Healthy share of a priority (weighted by locality weight) and its availability, min(1, 1.4 × healthy). */
function availability(members: RegionHealth[], health: (r: RegionHealth) => number) {
  const capacity = sum(members.map(localityWeight));
  const healthy = capacity > 0 ? sum(members.map((r) => localityWeight(r) * health(r))) / capacity : 0;
  return { healthy, availability: Math.min(1, overprovisioning * healthy) };
}

/** P0 takes what it can, the rest overflows. (0.72,1) → 1/0; (0.5,1) → 0.7/0.3. */
function priorityLoads(availabilities: number[]): number[] {
  let left = 1;
  return availabilities.map((available) => {
    const load = Math.min(left, available);
    left -= load;
    return load;
  });
}

/** Under 100 % in total the loads are scaled up to 1; with no soft-healthy capacity hard evidence alone decides. */
function scaledToOne(healths: { availability: number }[], loads: number[], hard: number[]): number[] {
  const total = sum(healths.map(({ availability }) => availability));
  if (total > 0) return loads.map((load) => load / total);
  const hardLoads = priorityLoads(hard);
  const hardTotal = sum(hardLoads);
  return hardTotal > 0 ? hardLoads.map((load) => load / hardTotal) : hardLoads;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
