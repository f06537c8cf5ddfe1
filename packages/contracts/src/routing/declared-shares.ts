import type { TargetState } from "../fleet.ts";
import { regionShares } from "./shares.ts";

/** A region or a node with what is set for it. */
export type Weighed = { id: string; state: TargetState; weight: number };

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
