import type { OriginLive } from "@meridian/contracts";

/** Where requests really went, as gateways counted it. */
export type Observed = {
  requests: number;
  windowMs: number;
  /** Picks ÷ all picks, by region or node. */
  shares: ReadonlyMap<string, number>;
  /** What the gateways were to give, with the health that they saw. */
  expected: ReadonlyMap<string, number>;
};

/** Sums picks up by `keyOf` the node; nodes without a key are left out. Null before the first request. */
export function observe(
  origins: readonly OriginLive[],
  keyOf: (nodeId: string) => string | undefined,
): Observed | null {
  const picks = new Map<string, number>();
  const expected = new Map<string, number>();
  for (const [nodeId, picked, wanted] of origins.flatMap((origin) => origin.picks)) {
    const key = keyOf(nodeId);
    if (key === undefined) continue;
    picks.set(key, (picks.get(key) ?? 0) + picked);
    expected.set(key, (expected.get(key) ?? 0) + wanted);
  }
  const requests = sumOf(picks);
  if (requests === 0) return null;
  const windowMs = Math.max(...origins.map((origin) => origin.windowMs));
  return { requests, windowMs, shares: dividedBy(picks, requests), expected: normalised(expected) };
}

/** One point, and what whole requests cannot avoid with few of them. */
export function isApart(declared: number, observed: number, requests: number): boolean {
  return Math.abs(declared - observed) > 0.01 + 2 / requests;
}

function normalised(values: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const total = sumOf(values);
  return total > 0 ? dividedBy(values, total) : values;
}

function dividedBy(values: ReadonlyMap<string, number>, divisor: number): ReadonlyMap<string, number> {
  return new Map([...values].map(([key, value]) => [key, value / divisor]));
}

function sumOf(values: ReadonlyMap<string, number>): number {
  return [...values.values()].reduce((total, value) => total + value, 0);
}
