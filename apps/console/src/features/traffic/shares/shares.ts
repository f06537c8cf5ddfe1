import { apportion } from "./apportion.ts";

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

/** A share, 0–1, in tenths of a percent. */
export function shareText(share: number): string {
  return percentText(Math.round(share * 1000) / 10);
}
