import type { AgentPerformance } from "@meridian/contracts/measure";

/** Batches of `from` to `to` rows; null: and more. `share` is of all batches, `height` of the most frequent size. */
export type BatchBar = { from: number; to: number | null; share: number; height: number };

/** Empty when there were no batches. */
export function batchBars(batches: AgentPerformance["batches"]): BatchBar[] {
  const counts = batches.map(({ count }) => count);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const most = Math.max(...counts);
  return batches.map(({ rowsMax, count }, i) => ({
    from: (batches[i - 1]?.rowsMax ?? 0) + 1,
    to: i === batches.length - 1 ? null : rowsMax,
    share: count / total,
    height: count / most,
  }));
}

/** "1", "3–4", "129+". */
export function rowsText({ from, to }: BatchBar): string {
  if (to === null) return `${from}+`;
  return from === to ? String(from) : `${from}–${to}`;
}
