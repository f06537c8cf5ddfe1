import type { Span } from "./read-conll.ts";

/** Counts and ratios, in percent, of exact spans (same start, end and type). */
export interface Score {
  readonly gold: number;
  readonly found: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Micro-averaged score over all pairs of gold and found spans, and one score per type that occurs. */
export function scoreSpans(pairs: readonly { gold: readonly Span[]; found: readonly Span[] }[]): {
  micro: Score;
  types: Record<string, Score>;
} {
  const counts = new Map<string, { gold: number; found: number; right: number }>();
  const count = (type: string, key: "gold" | "found" | "right"): void => {
    const entry = counts.get(type) ?? { gold: 0, found: 0, right: 0 };
    entry[key]++;
    counts.set(type, entry);
  };
  for (const { gold, found } of pairs) {
    const keys = new Set(gold.map(keyOf));
    for (const span of gold) count(span.type, "gold");
    for (const span of found) count(span.type, "found");
    for (const span of found) if (keys.has(keyOf(span))) count(span.type, "right");
  }
  const total = { gold: 0, found: 0, right: 0 };
  for (const entry of counts.values()) {
    total.gold += entry.gold;
    total.found += entry.found;
    total.right += entry.right;
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return { micro: scoreOf(total), types: Object.fromEntries(sorted.map(([type, c]) => [type, scoreOf(c)])) };
}

function scoreOf({ gold, found, right }: { gold: number; found: number; right: number }): Score {
  const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
  return {
    gold,
    found,
    right,
    precision: percent(right, found),
    recall: percent(right, gold),
    f1: percent(2 * right, gold + found),
  };
}

/** Equal for spans with the same start, end and type. */
export function keyOf({ type, start, end }: Span): string {
  return `${start} ${end} ${type}`;
}
