/** A body that is coming in, or that came and is not answered yet. */
export interface HeldBody {
  /** More of it came. False: there is no room, and whoever reads it was told to give way. */
  add(bytes: number): boolean;
  /** It is whole: it no longer gives way. */
  completed(): void;
  /**
   * Its answer is being sent: it gives way again, by `cut`. A client that reads slowly would else keep the room of others for as long
   * as it likes.
   */
  answering(cut: () => void): void;
  /** It is gone. May be called again. */
  release(): void;
}

/**
 * Bytes of all bodies in flight. Where they are too many, those that have been coming in, or whose answer has been read, for the longest
 * give way first: an honest one is here in milliseconds, thousands of stalled ones would else leave no room for it.
 */
export class BodyBudget {
  private bytes = 0;
  /** What gives way, the oldest first. */
  private readonly yielding = new Set<Held>();

  /** @param onRefused told of each body that gave way */
  constructor(
    private readonly bytesMax: number,
    private readonly onRefused: () => void,
  ) {}

  get inFlight(): number {
    return this.bytes;
  }

  /** @param giveWay called at most once, when it has to make room for others */
  hold(giveWay: () => void): HeldBody {
    return new Held(this, giveWay);
  }

  add(held: Held, bytes: number): boolean {
    this.yielding.add(held);
    this.bytes += bytes;
    while (this.bytes > this.bytesMax) {
      const [oldest = held] = this.yielding;
      oldest.yield();
      this.onRefused();
      if (oldest === held) return false;
    }
    return true;
  }

  completed(held: Held): void {
    this.yielding.delete(held);
  }

  answering(held: Held): void {
    this.yielding.add(held);
  }

  remove(held: Held, bytes: number): void {
    this.yielding.delete(held);
    this.bytes -= bytes;
  }
}

class Held implements HeldBody {
  private bytes = 0;

  constructor(
    private readonly budget: BodyBudget,
    private giveWay: () => void,
  ) {}

  add(bytes: number): boolean {
    this.bytes += bytes;
    return this.budget.add(this, bytes);
  }

  completed(): void {
    this.budget.completed(this);
  }

  answering(cut: () => void): void {
    if (this.bytes === 0) return;
    this.giveWay = cut;
    this.budget.answering(this);
  }

  release(): void {
    this.budget.remove(this, this.bytes);
    this.bytes = 0;
  }

  yield(): void {
    this.release();
    this.giveWay();
  }
}
