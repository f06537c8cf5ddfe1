import { comparePositions, type DesiredStateAck, type Position } from "@meridian/contracts/wire";

const firstWaitMs = 1000;
const waitMsMax = 30_000;

export type SenderOptions<Item> = {
  /** Tells items apart; an agent says by it what it has already. */
  keyOf: (item: Item) => string;
  /** Sends an item; null when no answer came, or one that does not parse. */
  send: (item: Item) => Promise<DesiredStateAck | null>;
  onAnswer: (item: Item, ack: DesiredStateAck) => void;
};

/**
 * Sends one connected agent the newest of its items (snapshots, bearers), and again until it acknowledges or refuses it for good.
 * A newer one replaces an older one.
 */
export class LatestSender<Item extends { position: Position }> {
  private item: Item | null = null;
  private answeredKey: string | null = null;
  /** Closed for good: what closed while its hello was answered must not be opened by that. */
  private state: "new" | "open" | "closed" = "new";
  private isRunning = false;
  private attempt: Promise<unknown> = Promise.resolve();
  private endWait = () => {};

  constructor(private readonly options: SenderOptions<Item>) {}

  /** The newest item that the agent has or will be sent. */
  get newest(): Item | null {
    return this.item;
  }

  /** Starts to send. `answeredKey`: of what the agent has already. */
  open(answeredKey: string | null): void {
    if (this.state === "closed") return;
    this.answeredKey = answeredKey;
    this.state = "open";
    void this.run();
  }

  close(): void {
    this.state = "closed";
    this.endWait();
  }

  /** Takes an item to send, unless it is the same as, or older than, the one it has. */
  offer(item: Item): void {
    const { item: before, options } = this;
    if (before && options.keyOf(before) === options.keyOf(item)) return;
    if (before && comparePositions(item.position, before.position) < 0) return;
    this.item = item;
    this.endWait();
    void this.run();
  }

  /** Resolves once what it had to send is answered, or given up for the moment. */
  async settled(): Promise<void> {
    for (let awaited: unknown = null; awaited !== this.attempt;) {
      awaited = this.attempt;
      await this.attempt;
    }
  }

  private async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    let failures = 0;
    try {
      for (let item = this.pending(); item; item = this.pending()) {
        const sending = this.options.send(item);
        this.attempt = sending;
        const ack = await sending;
        if (ack) this.options.onAnswer(item, ack);
        if (ack && !isTransient(ack)) {
          failures = 0;
          this.answeredKey = this.options.keyOf(item);
        } else if (item === this.pending()) {
          await this.wait(Math.min(waitMsMax, firstWaitMs * 2 ** failures++));
        }
      }
    } finally {
      // In the same step as the last look at what is pending: what is offered in between would wait for the next.
      this.isRunning = false;
    }
  }

  private pending(): Item | null {
    if (this.state !== "open" || !this.item) return null;
    return this.options.keyOf(this.item) === this.answeredKey ? null : this.item;
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
