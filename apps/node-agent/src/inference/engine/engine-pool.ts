import type { PaddedBatch } from "../queue/padding.ts";
import { Engine, type EngineOptions, type ProviderChoice, type TimedOutput } from "./engine.ts";

export type EnginePoolOptions = Omit<EngineOptions, "onReplacing"> & {
  engines: number;
  /** One engine was lost and is being replaced. */
  onRestart: (reason: string) => void;
  /** The last engine was lost (`true`), or there is one again (`false`). */
  onDown: (isDown: boolean, reason: string) => void;
};

type Seat = {
  engine: Engine;
  isUp: boolean;
  /** Padded tokens it was given and has not answered. */
  tokens: number;
};

/** The engines of one version, side by side, all of one layout. */
export class EnginePool {
  private seats: Seat[] = [];

  private constructor(private readonly options: EnginePoolOptions) {}

  /** Throws AppError when one of them cannot open the model; none stays behind then. */
  static async open(options: EnginePoolOptions): Promise<EnginePool> {
    const pool = new EnginePool(options);
    const opening = await Promise.allSettled(Array.from({ length: options.engines }, () => pool.openSeat()));
    pool.seats = opening.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const refused = opening.find((one) => one.status === "rejected");
    if (refused) {
      pool.close();
      throw refused.reason;
    }
    if (pool.isDown) options.onDown(true, "every engine was lost while the others opened");
    return pool;
  }

  get size(): number {
    return this.seats.length;
  }

  get provider(): ProviderChoice | null {
    return this.seats[0]?.engine.provider ?? null;
  }

  /** Resident memory of all children when they answered last. */
  get rssBytes(): number {
    return this.seats.reduce((sum, { engine }) => sum + engine.rssBytes, 0);
  }

  /** On the engine with the least to do, of those that are up. Throws as `Engine.run` does. */
  async run(batch: PaddedBatch, expectedMs: number): Promise<TimedOutput> {
    return this.runOn(this.leastBusy(), batch, expectedMs);
  }

  /** The same batch on every engine at once. */
  async runOnEach(batch: PaddedBatch): Promise<TimedOutput[]> {
    return Promise.all(this.seats.map((seat) => this.runOn(seat, batch, 0)));
  }

  close(): void {
    for (const { engine } of this.seats) engine.close();
  }

  /** What happens to an engine counts from its first moment: others may take a minute to open. */
  private async openSeat(): Promise<Seat> {
    const place = { isUp: true, tokens: 0 };
    const onReplacing = (isReplacing: boolean, reason: string) =>
      this.onReplacing(place, isReplacing, reason);
    const engine = await Engine.open({ ...this.options, onReplacing });
    return Object.assign(place, { engine });
  }

  private async runOn(seat: Seat, batch: PaddedBatch, expectedMs: number): Promise<TimedOutput> {
    const tokens = batch.rows * batch.width;
    seat.tokens += tokens;
    try {
      return await seat.engine.run(batch, expectedMs);
    } finally {
      seat.tokens -= tokens;
    }
  }

  private leastBusy(): Seat {
    const up = this.seats.filter(({ isUp }) => isUp);
    return (up.length > 0 ? up : this.seats).reduce((a, b) => (b.tokens < a.tokens ? b : a));
  }

  private onReplacing(place: Pick<Seat, "isUp">, isReplacing: boolean, reason: string): void {
    if (isReplacing) this.options.onRestart(reason);
    const wasDown = this.isDown;
    place.isUp = !isReplacing;
    if (this.isDown !== wasDown) this.options.onDown(this.isDown, reason);
  }

  private get isDown(): boolean {
    return this.seats.every(({ isUp }) => !isUp);
  }
}
