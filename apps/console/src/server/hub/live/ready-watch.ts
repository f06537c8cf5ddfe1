import {
  comparePositions,
  type InferenceEffective,
  type ObservedState,
  type Position,
} from "@meridian/contracts/wire";

export type Report = Pick<ObservedState, "applied" | "effective">;

/**
 * Whether a node that was ready turned unready by itself, by its own reports. What a change made unready did not, nor what
 * has only just started, nor what is about to stop.
 */
export class ReadyWatch {
  /** What the node obeyed when it last reported to be ready; null: nobody expects it to be. */
  private readyAt: Position | null = null;
  hasTurned = false;

  record({ applied, effective }: Report): void {
    if (effective.role !== "inference") return;
    if (effective.isReady) {
      this.readyAt = applied;
      this.hasTurned = false;
    } else if (this.hasTurned || !this.readyAt) {
      return;
    } else if (isStopping(effective) || isNewer(applied, this.readyAt)) {
      this.readyAt = null;
    } else {
      this.hasTurned = true;
    }
  }

  /** After a goodbye, the next start counts as a first one. */
  forget(): void {
    this.readyAt = null;
    this.hasTurned = false;
  }
}

/** A stopping node reports not ready before its goodbye, which comes when its last requests are done: that is no loss. */
function isStopping({ slots, defaultDigest, defaultPrecision }: InferenceEffective): boolean {
  const own = slots.filter(({ digest }) => digest === defaultDigest);
  return own.some(
    ({ status, precision }) => status === "ready" && precision === (defaultPrecision ?? precision),
  );
}

function isNewer(applied: Position | null, than: Position): boolean {
  return applied !== null && comparePositions(applied, than) > 0;
}
