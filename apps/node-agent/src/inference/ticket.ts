export type Priority = "interactive" | "bulk";

/** How far a bulk request stands behind an interactive one of the same deadline; bounded, so it never starves. */
const bulkDelayMs = 10_000;

/** The row of a sequence, when its batch was taken up and answered (clock ms), and how long the engine ran. */
export type Done<Row> = { row: Row; startedAt: number; finishedAt: number; runMs: number };

/** One sequence of token ids on its way through the queue. */
export class Ticket<Row> {
  readonly done: Promise<Done<Row>>;
  private settle: { resolve: (done: Done<Row>) => void; reject: (error: unknown) => void };
  private wanted = true;

  constructor(
    readonly ids: Int32Array,
    private deadline: number,
    private priority: Priority,
  ) {
    this.settle = { resolve: () => undefined, reject: () => undefined };
    this.done = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  get deadlineAt(): number {
    return this.deadline;
  }

  /** False once nobody waits for it any longer. */
  get isWanted(): boolean {
    return this.wanted;
  }

  /** Smaller goes first. */
  get rank(): number {
    return this.deadline + (this.priority === "bulk" ? bulkDelayMs : 0);
  }

  /** Another caller waits for the same: the later deadline and the higher priority hold. */
  join(deadlineAt: number, priority: Priority): void {
    this.wanted = true;
    this.deadline = Math.max(this.deadline, deadlineAt);
    if (priority === "interactive") this.priority = "interactive";
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
