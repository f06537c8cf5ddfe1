import { within } from "@meridian/contracts/wait";
import type { Position, SnapshotEnvelope } from "@meridian/contracts/wire";
import type { Logger } from "pino";
import { doublingMs } from "./backoff.ts";
import { failureOf } from "@meridian/contracts/process";
import type { SnapshotStore } from "./snapshot-store.ts";

const retryMaxMs = 60_000;
/** A disk that hangs (a lost network volume) refuses nothing: without a limit the console would hear nothing either. */
const saveLimitMs = 10_000;

type Unsaved = { position: Position; envelope: SnapshotEnvelope };

/** Keeps the snapshot, or the bearers, in effect on disk. What cannot be saved now, on a full or hanging disk, is saved later. */
export class SnapshotSaver {
  private unsaved: Unsaved | null = null;
  private reason: string | null = null;
  private attempts = 0;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  /** The last write, which may still hang. One at a time: each takes one of the few threads that Node has for files. */
  private writing: Promise<void> = Promise.resolve();
  private isStopped = false;
  private onChange: () => void = () => undefined;

  constructor(
    private readonly store: Pick<SnapshotStore, "stage">,
    private readonly logger: Logger,
    private readonly options: { limitMs?: number; unsaved?: string } = {},
  ) {}

  /** Why the snapshot in effect is not on disk; null: it is. After a restart the one before would be in effect. */
  get problem(): string | null {
    return this.reason;
  }

  onProblemChange(listener: () => void): void {
    this.onChange = listener;
  }

  /** Resolves once it is on disk, or the first try has failed. Takes the place of an older one that waits. */
  save(position: Position, envelope: SnapshotEnvelope): Promise<void> {
    this.unsaved = { position, envelope };
    this.attempts = 0;
    return this.tryNow();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private tryNow(): Promise<void> {
    clearTimeout(this.timer);
    this.running = this.running.then(() => this.attempt());
    return this.running;
  }

  private async attempt(): Promise<void> {
    const { unsaved } = this;
    if (!unsaved) return;
    try {
      await within({ ms: this.options.limitMs ?? saveLimitMs, what: "the disk" }, (signal) =>
        this.write(unsaved, signal),
      );
      if (this.unsaved === unsaved) this.unsaved = null;
      this.tell(null);
    } catch (error) {
      this.onFailure(error);
    }
  }

  private async write({ position, envelope }: Unsaved, signal: AbortSignal): Promise<void> {
    await this.writing.catch(() => undefined);
    signal.throwIfAborted();
    this.writing = this.store.stage(position, envelope).then((staged) => staged.commit());
    await this.writing;
  }

  private onFailure(error: unknown): void {
    const waitMs = doublingMs(this.attempts++, retryMaxMs);
    const reason = failureOf(error);
    const { unsaved = "the snapshot in effect is not on disk" } = this.options;
    this.logger.warn({ reason, waitMs }, `${unsaved}; trying again`);
    if (!this.isStopped) this.timer = setTimeout(() => void this.tryNow(), waitMs);
    this.tell(`${unsaved}: ${reason}; trying again`);
  }

  private tell(reason: string | null): void {
    if (reason === this.reason) return;
    this.reason = reason;
    this.onChange();
  }
}
