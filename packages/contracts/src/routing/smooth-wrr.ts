/** Smaller lags are rounding noise. */
const epsilon = 1e-9;

export type WeightedTarget = { id: string; weight: number };
type Lag = { picks: number };

/** Targets that one round robin picks from again and again: those with a weight, their lags at hand. */
export type PreparedTargets<T extends WeightedTarget = WeightedTarget> = {
  readonly targets: readonly T[];
  readonly weights: Float64Array;
  readonly lags: Lag[];
  readonly total: number;
  generation: number;
};

/**
 * Weighted round robin that stays exact: with fixed weights each target's count is always within one of its share.
 * Every pick adds its share to each target's lag and takes one from the picked target's, which is the target that will
 * be overdue first among those that lag (Tijdeman's rule for the chairman assignment problem; the largest lag alone,
 * as nginx picks, strays past one). Weights may change at every pick; lags count in picks, whatever their scale.
 */
export class SmoothWrr {
  private readonly lags = new Map<string, Lag>();
  /** Raised when lags are forgotten: prepared targets then look theirs up again. */
  private generation = 0;

  /** Id of the next target, or null when no weight is above 0. A target missing from `targets` is forgotten. */
  pick(targets: readonly WeightedTarget[]): string | null {
    return this.pickFrom(this.prepare(targets))?.id ?? null;
  }

  /** Looks up the lags of many picks once. A target missing from `kept` is forgotten; one of weight 0 is not. */
  prepare<T extends WeightedTarget>(
    targets: readonly T[],
    kept: readonly WeightedTarget[] = targets,
  ): PreparedTargets<T> {
    if (this.lags.size > kept.length) this.forgetAllBut(kept);
    const filled = targets.filter(({ weight }) => weight > 0);
    const weights = weightsOf(filled);
    return {
      targets: filled,
      weights,
      total: weights.reduce((sum, weight) => sum + weight, 0),
      lags: filled.map(({ id }) => this.lagOf(id)),
      generation: this.generation,
    };
  }

  /** The next of them, or of those that `isAllowed` leaves; null when there is none. */
  pickFrom<T extends WeightedTarget>(
    prepared: PreparedTargets<T>,
    isAllowed?: (target: T) => boolean,
  ): T | null {
    if (prepared.generation !== this.generation) this.refresh(prepared);
    const { targets, lags } = prepared;
    const weights = isAllowed ? weightsOf(targets, isAllowed) : prepared.weights;
    const total = isAllowed ? weights.reduce((sum, weight) => sum + weight, 0) : prepared.total;
    let picked = -1;
    let earliest = Number.POSITIVE_INFINITY;
    for (let index = 0; index < weights.length; index++) {
      const [weight = 0, lag] = [weights[index], lags[index]];
      if (weight === 0 || !lag) continue;
      const share = weight / total;
      lag.picks += share;
      // Targets that do not lag come last: they are picked only while the lag is with targets that lost their weight.
      const overdueIn = (1 - lag.picks) / share + (lag.picks > epsilon ? 0 : 1 / epsilon);
      if (picked < 0 || overdueIn < earliest - epsilon) {
        picked = index;
        earliest = overdueIn;
      }
    }
    const lag = lags[picked];
    if (lag) lag.picks--;
    return targets[picked] ?? null;
  }

  private refresh(prepared: PreparedTargets): void {
    for (const [index, { id }] of prepared.targets.entries()) prepared.lags[index] = this.lagOf(id);
    prepared.generation = this.generation;
  }

  private lagOf(id: string): Lag {
    const known = this.lags.get(id);
    if (known) return known;
    const lag = { picks: 0 };
    this.lags.set(id, lag);
    return lag;
  }

  private forgetAllBut(targets: readonly { id: string }[]): void {
    const known = new Set(targets.map(({ id }) => id));
    for (const id of this.lags.keys()) if (!known.has(id)) this.lags.delete(id);
    this.generation++;
  }
}

/** 0 for those that must not be picked. */
function weightsOf<T extends WeightedTarget>(
  targets: readonly T[],
  isAllowed: (target: T) => boolean = () => true,
): Float64Array {
  const weights = new Float64Array(targets.length);
  for (const [index, target] of targets.entries()) if (isAllowed(target)) weights[index] = target.weight;
  return weights;
}
