import { paddedLength } from "@meridian/model";

/**
 * The first of `window`, then its nearest in length that keep the padded batch within `tokensMax`: those that are padded
 * to the same length come first, whatever their own.
 */
export function chooseBatch<T extends { ids: Int32Array }>(window: readonly T[], tokensMax: number): T[] {
  const [head, ...others] = window;
  if (!head) return [];
  const padding = ({ ids }: T) => Math.abs(paddedLength(ids.length) - paddedLength(head.ids.length));
  const distance = ({ ids }: T) => Math.abs(ids.length - head.ids.length);
  others.sort((a, b) => padding(a) - padding(b) || distance(a) - distance(b));
  const chosen = [head];
  let longest = head.ids.length;
  for (const ticket of others) {
    const next = Math.max(longest, ticket.ids.length);
    if (paddedLength(next) * (chosen.length + 1) > tokensMax) continue;
    chosen.push(ticket);
    longest = next;
  }
  return chosen;
}
