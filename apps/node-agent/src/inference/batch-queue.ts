import { AppError } from "@meridian/contracts";
import { paddedLength } from "@meridian/model";
import type { Clock } from "../clock.ts";
import type { CostModel } from "./cost-model.ts";
import { padBatch, type PaddedBatch } from "./padding.ts";
import { type Priority, Ticket } from "./ticket.ts";

/** One batch runs, one waits in the engine's hands, so that the engine is never idle between two. */
const inFlightMax = 2;
const windowMax = 256;

export type QueueLimits = { batchTokensMax: number; queueLengthMax: number };
export type BatchOutput<Row> = { rows: Row[]; runMs: number };

export type BatchQueueOptions<Row> = {
  clock: Clock;
  cost: CostModel;
  limits: () => QueueLimits;
  padId: number;
  /** The longest sequence the model takes. */
  widthMax: number;
  run: (batch: PaddedBatch, expectedMs: number) => Promise<BatchOutput<Row>>;
  onBatch?: (tokens: { real: number; padded: number }) => void;
};

/**
 * Bounded queue in front of one engine. Batches are formed when the engine is free, never by waiting: the oldest
 * deadline first, filled with the nearest lengths up to the budget of padded tokens.
 */
export class BatchQueue<Row> {
  /** By rank, smallest first. */
  private waiting: Ticket<Row>[] = [];
  private waitingTokens = 0;
  private inFlightTokens = 0;
  private inFlightBatches = 0;
  private lastFinishedAt = Number.NEGATIVE_INFINITY;
  private isPumpScheduled = false;
  private isClosed = false;
  private readonly idleListeners: (() => void)[] = [];

  constructor(private readonly options: BatchQueueOptions<Row>) {}

  get length(): number {
    return this.waiting.length;
  }

  /** Throws OVERLOADED when `lengths` do not fit into the queue or could not be done by `deadlineAt`. */
  admit(lengths: readonly number[], deadlineAt: number): void {
    if (this.isClosed) throw new AppError("UNAVAILABLE", "this version is being unloaded");
    const { queueLengthMax, batchTokensMax } = this.options.limits();
    const tokens = lengths.reduce((sum, length) => sum + paddedLength(length), 0);
    const ahead = this.waitingTokens + this.inFlightTokens;
    const expectedMs = this.options.cost.drainMs(ahead + tokens, batchTokensMax);
    const lateMs = this.options.clock.now() + expectedMs - deadlineAt;
    const isLate = this.options.cost.isFitted && lateMs > 0;
    if (this.waiting.length + lengths.length <= queueLengthMax && !isLate) return;
    const reason = isLate ? "the deadline cannot be met" : "the queue is full";
    throw new AppError("OVERLOADED", reason, { details: { retryAfterMs: Math.ceil(Math.max(lateMs, 100)) } });
  }

  /** Rejects with TIMEOUT when its deadline passes first, or with what the engine failed with. */
  submit(ids: Int32Array, deadlineAt: number, priority: Priority): Ticket<Row> {
    const ticket = new Ticket<Row>(ids, deadlineAt, priority);
    this.insert(ticket);
    this.schedulePump();
    return ticket;
  }

  /** Moves a ticket that another caller joined to its new place. */
  reorder(ticket: Ticket<Row>): void {
    const index = this.waiting.indexOf(ticket);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    this.waitingTokens -= paddedLength(ticket.ids.length);
    this.insert(ticket);
  }

  /** Accepts nothing new; resolves when all that was accepted is answered. */
  close(): Promise<void> {
    this.isClosed = true;
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.idleListeners.push(resolve));
  }

  private get isIdle(): boolean {
    return this.waiting.length === 0 && this.inFlightBatches === 0;
  }

  private insert(ticket: Ticket<Row>): void {
    let low = 0;
    let high = this.waiting.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.waiting[middle]?.rank ?? 0) <= ticket.rank) low = middle + 1;
      else high = middle;
    }
    this.waiting.splice(low, 0, ticket);
    this.waitingTokens += paddedLength(ticket.ids.length);
  }

  /** After the current turn, so that all addresses of one request can share the first batch. */
  private schedulePump(): void {
    if (this.isPumpScheduled) return;
    this.isPumpScheduled = true;
    queueMicrotask(() => {
      this.isPumpScheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    while (this.inFlightBatches < inFlightMax) {
      const tickets = this.takeBatch();
      if (tickets.length === 0) break;
      void this.run(tickets);
    }
    if (this.isIdle) for (const listener of this.idleListeners.splice(0)) listener();
  }

  private takeBatch(): Ticket<Row>[] {
    const now = this.options.clock.now();
    const window: Ticket<Row>[] = [];
    let scanned = 0;
    for (const ticket of this.waiting) {
      if (window.length === windowMax) break;
      scanned++;
      if (ticket.isWanted && ticket.deadlineAt > now) window.push(ticket);
      else this.drop(ticket);
    }
    const chosen = chooseBatch(window, this.options.limits().batchTokensMax);
    const isChosen = new Set(chosen);
    this.waiting.splice(0, scanned, ...window.filter((ticket) => !isChosen.has(ticket)));
    for (const { ids } of chosen) this.waitingTokens -= paddedLength(ids.length);
    return chosen;
  }

  private drop(ticket: Ticket<Row>): void {
    this.waitingTokens -= paddedLength(ticket.ids.length);
    const reason = ticket.isWanted ? "the deadline passed while waiting" : "the caller left";
    ticket.reject(new AppError("TIMEOUT", reason));
  }

  private async run(tickets: Ticket<Row>[]): Promise<void> {
    const { clock, cost, padId, widthMax } = this.options;
    const batch = padBatch(
      tickets.map(({ ids }) => ids),
      padId,
      widthMax,
    );
    const tokens = batch.rows * batch.width;
    const sentAt = clock.now();
    this.inFlightBatches++;
    this.inFlightTokens += tokens;
    try {
      const { rows, runMs } = await this.options.run(batch, cost.batchMs(this.inFlightTokens));
      cost.observe(tokens, runMs);
      const finishedAt = clock.now();
      const startedAt = Math.max(sentAt, this.lastFinishedAt);
      this.options.onBatch?.({ real: sum(batch.lengths), padded: tokens });
      tickets.forEach((ticket, index) => {
        const row = rows[index];
        if (row === undefined) ticket.reject(new Error(`the engine answered no row ${index}`));
        else ticket.resolve({ row, startedAt, finishedAt, runMs });
      });
    } catch (error) {
      for (const ticket of tickets) ticket.reject(error);
    } finally {
      this.lastFinishedAt = clock.now();
      this.inFlightBatches--;
      this.inFlightTokens -= tokens;
      this.pump();
    }
  }
}

/** The first of `window`, then its nearest in length that keep the padded batch within `tokensMax`. */
export function chooseBatch<T extends { ids: Int32Array }>(window: readonly T[], tokensMax: number): T[] {
  const [head, ...others] = window;
  if (!head) return [];
  const distance = ({ ids }: T) => Math.abs(ids.length - head.ids.length);
  others.sort((a, b) => distance(a) - distance(b));
  const chosen = [head];
  let longest = head.ids.length;
  for (const ticket of others) {
    const next = Math.max(longest, ticket.ids.length);
    if (paddedLength(next) * (chosen.length + 1) > tokensMax) continue;
    chosen.push(ticket);
    longest = next;
  }
  return chosen;
}

function sum(values: Int32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
