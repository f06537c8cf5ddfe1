import { comparePositions, type DesiredStateAck, type Position } from "@meridian/contracts/wire";
import type { StoredSnapshot } from "../../domains/snapshot/index.ts";

const firstWaitMs = 1000;
const waitMsMax = 30_000;

export type SenderOptions = {
  /** Sends a snapshot; null when no answer came, or one that does not parse. */
  send: (snapshot: StoredSnapshot) => Promise<DesiredStateAck | null>;
  onAnswer: (snapshot: StoredSnapshot, ack: DesiredStateAck) => void;
};

/**
 * Sends one connected agent its newest snapshot, and again until it acknowledges or refuses it for good. A newer snapshot
 * replaces an older one.
 */
export class DesiredStateSender {
  private snapshot: StoredSnapshot | null = null;
  private answered: Position | null = null;
  /** Closed for good: what closed while its hello was answered must not be opened by that. */
  private state: "new" | "open" | "closed" = "new";
  private isRunning = false;
  private endWait = () => {};

  constructor(private readonly options: SenderOptions) {}

  /** Position of the newest snapshot that the agent has or will be sent. */
  get position(): Position | null {
    return this.snapshot?.position ?? this.answered;
  }

  /** Starts to send. `applied` is the position that the agent already runs. */
  open(applied: Position | null): void {
    if (this.state === "closed") return;
    this.answered = applied;
    this.state = "open";
    void this.run();
  }

  close(): void {
    this.state = "closed";
    this.endWait();
  }

  /** Takes a snapshot to send, unless it is older than the one it has. */
  offer(snapshot: StoredSnapshot): void {
    if (this.snapshot && comparePositions(snapshot.position, this.snapshot.position) <= 0) return;
    this.snapshot = snapshot;
    this.endWait();
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    let failures = 0;
    try {
      for (let snapshot = this.pending(); snapshot; snapshot = this.pending()) {
        const ack = await this.options.send(snapshot);
        if (ack) this.options.onAnswer(snapshot, ack);
        if (ack && !isTransient(ack)) {
          failures = 0;
          this.answered = snapshot.position;
        } else if (snapshot === this.pending()) {
          await this.wait(Math.min(waitMsMax, firstWaitMs * 2 ** failures++));
        }
      }
    } finally {
      // In the same step as the last look at what is pending: what is offered in between would wait for the next.
      this.isRunning = false;
    }
  }

  private pending(): StoredSnapshot | null {
    if (this.state !== "open" || !this.snapshot) return null;
    const isAnswered = this.answered && comparePositions(this.snapshot.position, this.answered) === 0;
    return isAnswered ? null : this.snapshot;
  }

  private wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** A refusal that would pass, such as of a full disk, is not the last word: nothing else would make the agent try again. */
function isTransient(ack: DesiredStateAck): boolean {
  return ack.outcome === "nack" && ack.isTransient === true;
}
