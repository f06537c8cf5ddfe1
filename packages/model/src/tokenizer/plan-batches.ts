import type { EncodedText } from "./encoded-text.ts";

/**
 * A row's length in tokens after padding: steps of 4 to 32, of 8 to 64, then of 16, but never above `maxTokens`. Few
 * distinct shapes keep the runtime's buffers few; fine steps where addresses are keep the waste small.
 */
export function paddedLength(tokens: number, maxTokens = Infinity): number {
  const step = tokens <= 32 ? 4 : tokens <= 64 ? 8 : 16;
  return Math.min(Math.ceil(tokens / step) * step, Math.max(tokens, maxTokens));
}

/** Groups rows of near-equal length, each group within `batchTokens` padded tokens (or a single row). */
export function planBatches(rows: readonly EncodedText[], batchTokens: number): EncodedText[][] {
  const sorted = [...rows].sort((a, b) => a.ids.length - b.ids.length);
  const groups: EncodedText[][] = [];
  let group: EncodedText[] = [];
  for (const row of sorted) {
    // Sorted upwards, so the newest row is the widest.
    if (group.length > 0 && paddedLength(row.ids.length) * (group.length + 1) > batchTokens) {
      groups.push(group);
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) groups.push(group);
  return groups;
}

/** The rows as one padded batch: ids and mask row-major [batch, sequence], mask 1 for tokens and 0 for padding. */
export function packBatch(
  rows: readonly Pick<EncodedText, "ids">[],
  padId: number,
  maxTokens = Infinity,
): { ids: Int32Array; mask: Int32Array; batch: number; sequence: number } {
  const longest = rows.reduce((max, row) => Math.max(max, row.ids.length), 0);
  const sequence = paddedLength(longest, maxTokens);
  const ids = new Int32Array(rows.length * sequence).fill(padId);
  const mask = new Int32Array(rows.length * sequence);
  rows.forEach((row, i) => {
    ids.set(row.ids, i * sequence);
    mask.fill(1, i * sequence, i * sequence + row.ids.length);
  });
  return { ids, mask, batch: rows.length, sequence };
}
