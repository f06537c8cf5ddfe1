/**
 * Smooth weighted round robin (nginx): over any run of picks each target's count is within one of its share.
 * Weights may change at every pick; targets that left are forgotten.
 */
export class SmoothWrr {
  private current = new Map<string, number>();

  /** Id of the next target, or null when no weight is above 0. */
  pick(targets: readonly { id: string; weight: number }[]): string | null {
    let total = 0;
    let best: string | null = null;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const { id, weight } of targets) {
      if (!(weight > 0)) continue;
      total += weight;
      const value = (this.current.get(id) ?? 0) + weight;
      this.current.set(id, value);
      if (value > bestValue) {
        bestValue = value;
        best = id;
      }
    }
    if (best !== null) this.current.set(best, bestValue - total);
    if (this.current.size > targets.length) this.forget(targets);
    return best;
  }

  private forget(targets: readonly { id: string }[]): void {
    const known = new Set(targets.map(({ id }) => id));
    for (const id of this.current.keys()) if (!known.has(id)) this.current.delete(id);
  }
}
