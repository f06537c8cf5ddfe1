import { RunningQuantile } from "./running-quantile.ts";

const samplesMin = 8;
/** Classes a factor √2 apart. */
const perOctave = 2;

/** How long something usually takes, by its size (tokens or bytes): one running quantile for each class of size. */
export class SizedBaseline {
  private readonly classes: RunningQuantile[] = [];
  samples = 0;

  constructor(
    private readonly quantile: number,
    private readonly memoryMs: number,
  ) {}

  observe(size: number, ms: number, nowMs: number): void {
    const index = sizeClassOf(size);
    const own = (this.classes[index] ??= new RunningQuantile(this.quantile, this.memoryMs));
    own.observe(ms, nowMs);
    this.samples++;
  }

  /**
   * Expected ms; null while no class is known. A class not met yet is judged by the nearest one, at the most that it can
   * cost: time grows no faster than size, and never falls with it.
   */
  expectedMs(size: number): number | null {
    return this.expectedMsOfClass(sizeClassOf(size));
  }

  expectedMsOfClass(index: number): number | null {
    for (let distance = 0; distance <= this.classes.length + index; distance++) {
      const below = this.known(index - distance);
      if (below !== null) return below * 2 ** (distance / perOctave);
      const above = this.known(index + distance);
      if (above !== null) return above;
    }
    return null;
  }

  private known(index: number): number | null {
    const own = this.classes[index];
    return own && own.samples >= samplesMin ? own.value : null;
  }
}

/** Sizes of one class are at most a factor √2 apart. */
export function sizeClassOf(size: number): number {
  return Math.round(perOctave * Math.log2(Math.max(1, size)));
}
