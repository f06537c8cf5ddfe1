import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { OwnModel, OwnModels } from "./own-models.ts";

/** A version that comes back within this time need not be fetched again. */
const graceMs = 3_600_000;

export type UnusedModelsOptions = {
  own: OwnModels;
  /** Most bytes of disk that unused versions may take within that time. */
  bytesMax: number;
  /** Asked again right before each removal. */
  isUsed: (digest: string) => boolean;
  /** Digests that the agent may come up with when it starts anew. */
  lastKnownGood: () => Promise<ReadonlySet<string>>;
  clock: Clock;
  logger: Logger;
};

type Unused = OwnModel & { sinceMs: number };

/** Takes model files away that are neither used nor what the agent would fall back to. */
export class UnusedModels {
  /** Since when each was seen unused, by the clock. */
  private since = new Map<string, number>();
  private turn: Promise<void> | null = null;

  constructor(private readonly options: UnusedModelsOptions) {}

  /** Runs one sweep at a time; a removal that fails is tried again by the next sweep. */
  sweep(): Promise<void> {
    this.turn ??= this.work()
      .catch((error: unknown) => this.options.logger.error({ err: error }, "unused models stay on disk"))
      .finally(() => (this.turn = null));
    return this.turn;
  }

  private async work(): Promise<void> {
    const { own, isUsed, bytesMax, clock, logger } = this.options;
    const kept = await this.options.lastKnownGood();
    const isNeeded = (digest: string) => isUsed(digest) || kept.has(digest);
    const unused = this.longestFirst((await own.list()).filter(({ digest }) => !isNeeded(digest)));
    let bytes = unused.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const { digest, sizeBytes, sinceMs } of unused) {
      if (bytes <= bytesMax && clock.now() - sinceMs < graceMs) return;
      if (await own.remove(digest, () => isNeeded(digest))) {
        logger.info({ digest, sizeBytes }, "unused model files removed");
      }
      bytes -= sizeBytes;
    }
  }

  /** Notes which are unused now and forgets the others. */
  private longestFirst(models: readonly OwnModel[]): Unused[] {
    const now = this.options.clock.now();
    const unused = models.map((model) => ({ ...model, sinceMs: this.since.get(model.digest) ?? now }));
    this.since = new Map(unused.map(({ digest, sinceMs }) => [digest, sinceMs]));
    return unused.sort((a, b) => a.sinceMs - b.sinceMs);
  }
}
