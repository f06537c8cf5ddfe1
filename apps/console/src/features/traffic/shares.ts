import { regionShares, type TargetState } from "@meridian/contracts";
import { apportion } from "./apportion.ts";

export type Weighed = { id: string; state: TargetState; weight: number };

/** What each target is meant to get, 0–1, with everything healthy: the rule by which gateways choose. */
export function sharesOf(targets: readonly Weighed[]): ReadonlyMap<string, number> {
  const healthy = targets.map((target) => ({ ...target, healthyShare: 1, hardHealthyShare: 1 }));
  const found = new Map(regionShares(healthy).map(({ id, share }) => [id, share]));
  return new Map(targets.map(({ id }) => [id, found.get(id) ?? 0]));
}

const tenthsOfPercent = 1000;

/** Shares as percents with one decimal that add up to exactly 100, where there is anything to share. */
export function percentsOf(shares: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const values = [...shares.values()];
  const hasAny = values.some((value) => value > 0);
  const tenths = hasAny ? apportion(values, tenthsOfPercent) : values.map(() => 0);
  return new Map([...shares.keys()].map((id, index) => [id, (tenths[index] ?? 0) / 10]));
}

/** `33.3 %`, `50 %`. The space does not break. */
export function percentText(percent: number): string {
  return `${percent}\u00a0%`;
}
