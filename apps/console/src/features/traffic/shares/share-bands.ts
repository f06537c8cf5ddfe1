/** A member's piece of a bar, from 0 to 1. */
export type Band = { id: string; start: number; end: number };

/** Pieces side by side in the order of the members; those without a share have none. */
export function bandsOf(shares: ReadonlyMap<string, number>): Band[] {
  let end = 0;
  return [...shares].flatMap(([id, share]) => {
    if (share <= 0) return [];
    const start = end;
    end += share;
    return [{ id, start, end }];
  });
}

export type Ribbon = { id: string; path: string; isChanged: boolean };

/**
 * What ties a member's piece of the upper bar to its piece of the lower one, in a field of `width` × `height`. A member
 * that one bar lacks comes from, or goes to, the place where its piece would stand.
 */
export function ribbonsOf(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  { width, height }: { width: number; height: number },
): Ribbon[] {
  const upper = placesOf(before);
  const lower = placesOf(after);
  return [...after.keys()].flatMap((id) => {
    const from = upper.get(id) ?? lower.get(id);
    const to = lower.get(id);
    if (!from || !to || (from.start === from.end && to.start === to.end)) return [];
    const [x0, x1, x2, x3] = [from.start, from.end, to.end, to.start].map((x) => round(x * width));
    const path = `M${x0} 0H${x1}L${x2} ${height}H${x3}Z`;
    return [{ id, path, isChanged: Math.abs(to.end - to.start - (from.end - from.start)) > 1e-9 }];
  });
}

function placesOf(shares: ReadonlyMap<string, number>): ReadonlyMap<string, { start: number; end: number }> {
  let end = 0;
  return new Map([...shares].map(([id, share]) => [id, { start: end, end: (end += share) }]));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
