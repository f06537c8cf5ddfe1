import { comparePositions, type DesiredStateAck, type Position } from "@meridian/contracts/wire";
import type { StoredSnapshot } from "../../domains/snapshot/index.ts";

const firstWaitMs = 1000;
const waitMsMax = 30_000;

export type SenderOptions = {
  /** Sends a snapshot; null when no answer came, or one that does not parse. */
  send: (target: StoredSnapshot) => Promise<DesiredStateAck | null>;
  onAnswer: (target: StoredSnapshot, ack: DesiredStateAck) => void;
};

/**
 * Sends one connected agent its newest snapshot, and again until it acknowledges or refuses it for good. A newer snapshot
 * replaces an older one.
 */
export class DesiredStateSender {
  private target: StoredSnapshot | null = null;
  private answered: Position | null = null;
  private isOpen = false;
  private isRunning = false;
  private endWait = () => {};

  constructor(private readonly options: SenderOptions) {}

  /** Position of the newest snapshot that the agent has or will be sent. */
  get position(): Position | null {
    return this.target?.position ?? this.answered;
  }

  /** Starts to send. `applied` is the position that the agent already runs. */
  open(applied: Position | null): void {
    this.answered = applied;
    this.isOpen = true;
    void this.run();
  }

  close(): void {
    this.isOpen = false;
    this.endWait();
  }

  /** Takes a snapshot to send, unless it is older than the one it has. */
  offer(target: StoredSnapshot): void {
    if (this.target && comparePositions(target.position, this.target.position) <= 0) return;
    this.target = target;
    this.endWait();
    void this.run();
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    let failures = 0;
    for (let target = this.pending(); target; target = this.pending()) {
      const ack = await this.options.send(target);
      if (ack) this.options.onAnswer(target, ack);
      if (ack && !isTransient(ack)) {
        failures = 0;
        this.answered = target.position;
      } else if (target === this.pending()) {
        await this.wait(Math.min(waitMsMax, firstWaitMs * 2 ** failures++));
      }
    }
    this.isRunning = false;
  }

  private pending(): StoredSnapshot | null {
    if (!this.isOpen || !this.target) return null;
    const isAnswered = this.answered && comparePositions(this.target.position, this.answered) === 0;
    return isAnswered ? null : this.target;
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
