import type { ParsePriority } from "@meridian/contracts/wire";

/** The batch that a sequence ran in. */
export type BatchShape = {
  rows: number;
  /** Tokens per row, padding included. */
  width: number;
  /** Tokens without padding. */
  tokens: number;
};

/** The row of a sequence, when its batch was taken up and answered (clock ms), and how long the engine ran. */
export type Done<Row> = {
  row: Row;
  startedAt: number;
  finishedAt: number;
  runMs: number;
  batch: BatchShape;
};

/** One sequence of token ids on its way through the queue. */
export class Ticket<Row> {
  readonly done: Promise<Done<Row>>;
  /** Batches holding this sequence that were lost when their engine died, begun or not. */
  losses = 0;
  private settle: { resolve: (done: Done<Row>) => void; reject: (error: unknown) => void };
  private wanted = true;
  private due: number;

  /** `order` tells tickets of one deadline apart; `crashes`: runs that ended with the engine's death while this was in them. */
  constructor(
    readonly ids: Int32Array,
    private deadline: number,
    private currentPriority: ParsePriority,
    readonly order: number,
    public crashes = 0,
  ) {
    this.due = deadline;
    this.settle = { resolve: () => undefined, reject: () => undefined };
    this.done = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  /** The earliest deadline of its callers: what it is ordered by. */
  get dueAt(): number {
    return this.due;
  }

  /** The latest deadline of its callers: it is of use until then. */
  get deadlineAt(): number {
    return this.deadline;
  }

  get priority(): ParsePriority {
    return this.currentPriority;
  }

  /** False while nobody waits for it. */
  get isWanted(): boolean {
    return this.wanted;
  }

  /** Another caller waits for the same: all deadlines and the higher priority hold. */
  join(deadlineAt: number, priority: ParsePriority): void {
    this.wanted = true;
    this.due = Math.min(this.due, deadlineAt);
    this.deadline = Math.max(this.deadline, deadlineAt);
    if (priority === "interactive") this.currentPriority = "interactive";
  }

  resolve(done: Done<Row>): void {
    this.settle.resolve(done);
  }

  reject(error: unknown): void {
    this.settle.reject(error);
  }

  abandon(): void {
    this.wanted = false;
  }
}
