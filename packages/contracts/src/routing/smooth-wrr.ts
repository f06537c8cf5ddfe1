/** Smaller lags are rounding noise. */
const epsilon = 1e-9;

/**
 * Weighted round robin that stays exact: with fixed weights each target's count is always within one of its share.
 * Every pick adds its share to each target's lag and takes one from the picked target's, which is the target that will
 * be overdue first among those that lag (Tijdeman's rule for the chairman assignment problem; the largest lag alone,
 * as nginx picks, strays past one). Weights may change at every pick; lags count in picks, whatever their scale.
 */
export class SmoothWrr {
  private readonly lags = new Map<string, number>();

  /** Id of the next target, or null when no weight is above 0. A target missing from `targets` is forgotten. */
  pick(targets: readonly { id: string; weight: number }[]): string | null {
    const total = targets.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
    let picked: string | null = null;
    let earliest = Number.POSITIVE_INFINITY;
    for (const { id, weight } of targets) {
      if (!(weight > 0)) continue;
      const share = weight / total;
      const lag = (this.lags.get(id) ?? 0) + share;
      this.lags.set(id, lag);
      // Targets that do not lag come last: they are picked only while the lag is with targets that lost their weight.
      const overdueIn = (1 - lag) / share + (lag > epsilon ? 0 : 1 / epsilon);
      if (picked === null || overdueIn < earliest - epsilon) {
        picked = id;
        earliest = overdueIn;
      }
    }
    if (picked !== null) this.lags.set(picked, (this.lags.get(picked) ?? 0) - 1);
    if (this.lags.size > targets.length) this.forgetAllBut(targets);
    return picked;
  }

  private forgetAllBut(targets: readonly { id: string }[]): void {
    const known = new Set(targets.map(({ id }) => id));
    for (const id of this.lags.keys()) if (!known.has(id)) this.lags.delete(id);
  }
}
