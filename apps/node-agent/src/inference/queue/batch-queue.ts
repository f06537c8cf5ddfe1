import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "@meridian/contracts/errors";
import type { ParsePriority } from "@meridian/contracts/wire";
import { paddedLength } from "@meridian/model";
import type { Clock } from "../../clock.ts";
import { chooseBatch } from "./choose-batch.ts";
import type { CostModel } from "./cost-model.ts";
import { EngineGoneError } from "../engine/engine-process.ts";
import { padBatch, type PaddedBatch } from "./padding.ts";
import { crashesMax, InputCrashedError } from "./quarantine.ts";
import { type BatchShape, Ticket } from "./ticket.ts";
import { WaitingLine } from "./waiting-line.ts";

/** One batch runs, one waits in the engine's hands, so that the engine is never idle between two. */
const batchesPerEngine = 2;
const windowMax = 256;
/** Bulk gets one batch after this many interactive ones, so that it never starves. */
const bulkTurn = 16;
/** For this long after an interactive request no bulk batch is prefetched: the next one would wait behind it. */
const mixedMs = 1000;
/** The rest of the queue is for interactive requests alone. */
const bulkShareOfQueue = 0.5;
/** Tokens whose answers are read in one turn of the event loop. */
const tokensPerTurn = 512;
/**
 * Batches prefer equal lengths, so a rare length is overtaken by later ones. In the worst case it waits ln(rows of a batch) times
 * as long as the work that was ahead of it.
 */
const overtaken = 2.5;
const lossesMax = 3;

export type QueueLimits = { batchTokensMax: number; queueLengthMax: number };
/** `occupiedMs`: how long the batch took the engine, the way there and back included. */
export type BatchOutput<Row> = { rows: Row[]; runMs: number; occupiedMs: number };

export type BatchQueueOptions<Row> = {
  clock: Clock;
  cost: CostModel;
  limits: () => QueueLimits;
  padId: number;
  /** The longest sequence the model takes. */
  widthMax: number;
  /** How many engines answer `run`. */
  engines: number;
  /** Rejects with EngineGoneError when the engine died under the batch. */
  run: (batch: PaddedBatch, expectedMs: number) => Promise<BatchOutput<Row>>;
  onBatch?: (batch: { rows: number; real: number; padded: number }) => void;
};

/**
 * Bounded queue in front of the engines of one version. A batch is formed when an engine has room, never by waiting, and
 * holds one priority: the oldest deadline first, filled with the nearest lengths up to the budget of padded tokens.
 *
 * Bulk waits for interactive requests, except for one batch in every `bulkTurn`. When an engine dies, the sequences of its
 * batch run again, each alone; one that kills a second engine is rejected with InputCrashedError.
 */
export class BatchQueue<Row> {
  private readonly lines = {
    interactive: new WaitingLine<Row>(),
    bulk: new WaitingLine<Row>(),
  };
  private suspects: Ticket<Row>[] = [];
  private isSuspectRunning = false;
  private inFlightTokens = 0;
  private inFlightBatches = 0;
  /** Rows of each batch in flight, in the order in which engines get to them. */
  private readonly inFlightRows: number[] = [];
  private unansweredBatches = 0;
  private batchesSinceBulk = 0;
  private interactiveAt = Number.NEGATIVE_INFINITY;
  private nextOrder = 0;
  private isPumpScheduled = false;
  private isClosed = false;
  private readonly idleListeners: (() => void)[] = [];

  constructor(private readonly options: BatchQueueOptions<Row>) {}

  get length(): number {
    return this.lines.interactive.length + this.lines.bulk.length + this.suspects.length;
  }

  /** Sequences that no engine runs yet: those of prefetched batches wait as well, and at half load they are nearly all. */
  get waiting(): number {
    return this.length + this.inFlightRows.slice(this.options.engines).reduce((sum, rows) => sum + rows, 0);
  }

  /** Throws OVERLOADED when `lengths` do not fit into the queue or could not be done by `deadlineAt`. */
  admit(lengths: readonly number[], deadlineAt: number, priority: ParsePriority): void {
    const { queueLengthMax } = this.options.limits();
    const places = priority === "bulk" ? queueLengthMax * bulkShareOfQueue : queueLengthMax;
    this.admitTokens(lengths, deadlineAt, priority);
    if (this.length + lengths.length <= places) return;
    throw overloaded("the queue is full", 0);
  }

  /** As `admit`, for what enters the queue bit by bit: looks at the deadline alone. */
  admitTokens(lengths: readonly number[], deadlineAt: number, priority: ParsePriority): void {
    if (this.isClosed) throw new AppError("UNAVAILABLE", "this version is being unloaded");
    const { cost, clock, engines, limits } = this.options;
    if (!cost.isFitted) return;
    const { interactive, bulk } = this.lines;
    const ahead = this.inFlightTokens + interactive.tokens + (priority === "bulk" ? bulk.tokens : 0);
    const tokens = overtaken * ahead + paddedAlone(lengths);
    const expectedMs = cost.drainMs(tokens, limits().batchTokensMax) / engines;
    const lateMs = clock.now() + expectedMs - deadlineAt;
    if (lateMs > 0) throw overloaded("the deadline cannot be met", lateMs);
  }

  /**
   * Rejects with TIMEOUT when its deadline passes first, with UNAVAILABLE when engines are lost again and again, with
   * InputCrashedError when it kills them, or with what the run failed with. `crashes`: engines that died over it before.
   */
  submit(ids: Int32Array, deadlineAt: number, priority: ParsePriority, crashes = 0): Ticket<Row> {
    const ticket = new Ticket<Row>(ids, deadlineAt, priority, this.nextOrder++, crashes);
    if (crashes > 0) this.suspects.push(ticket);
    else this.lines[priority].add(ticket);
    if (priority === "interactive") this.interactiveAt = this.options.clock.now();
    this.schedulePump();
    return ticket;
  }

  /** Another caller waits for the same sequence. */
  join(ticket: Ticket<Row>, deadlineAt: number, priority: ParsePriority): void {
    const isWaiting = this.lines[ticket.priority].remove(ticket);
    ticket.join(deadlineAt, priority);
    if (isWaiting) this.lines[ticket.priority].add(ticket);
  }

  /** Takes out a ticket that no caller waits for. False when it already runs: a later caller may still join it. */
  abandon(ticket: Ticket<Row>): boolean {
    ticket.abandon();
    const wasWaiting = this.lines[ticket.priority].remove(ticket);
    if (wasWaiting) drop(ticket);
    return wasWaiting;
  }

  /** Accepts nothing new; resolves when all that was accepted is answered. */
  close(): Promise<void> {
    this.isClosed = true;
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.idleListeners.push(resolve));
  }

  private get isIdle(): boolean {
    return this.length === 0 && this.unansweredBatches === 0;
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
    const batchesMax = batchesPerEngine * this.options.engines;
    while (this.inFlightBatches < batchesMax && !this.isSuspectRunning) {
      const suspect = this.takeSuspect();
      this.isSuspectRunning = suspect !== undefined;
      const tickets = suspect ? [suspect] : this.takeBatch();
      if (tickets.length === 0) break;
      void this.run(tickets);
    }
    this.tellIdle();
  }

  private tellIdle(): void {
    if (this.isIdle) for (const listener of this.idleListeners.splice(0)) listener();
  }

  private takeSuspect(): Ticket<Row> | undefined {
    for (let ticket = this.suspects.shift(); ticket; ticket = this.suspects.shift()) {
      if (this.isOfUse(ticket)) return ticket;
      drop(ticket);
    }
    return undefined;
  }

  private takeBatch(): Ticket<Row>[] {
    const { bulk } = this.lines;
    for (const line of this.linesInTurn()) {
      const tickets = this.takeFrom(line);
      if (tickets.length === 0) continue;
      this.batchesSinceBulk = line === bulk || bulk.length === 0 ? 0 : this.batchesSinceBulk + 1;
      return tickets;
    }
    return [];
  }

  private linesInTurn(): WaitingLine<Row>[] {
    const { interactive, bulk } = this.lines;
    if (this.batchesSinceBulk >= bulkTurn) return [bulk, interactive];
    const isMixed = this.options.clock.now() - this.interactiveAt < mixedMs;
    const isPrefetch = this.inFlightBatches >= this.options.engines;
    return isMixed && isPrefetch ? [interactive] : [interactive, bulk];
  }

  private takeFrom(line: WaitingLine<Row>): Ticket<Row>[] {
    let window: Ticket<Row>[] = [];
    while (line.length > 0 && window.length === 0) {
      const first = line.takeFirst(windowMax);
      window = first.filter((ticket) => this.isOfUse(ticket));
      for (const ticket of first) if (!this.isOfUse(ticket)) drop(ticket);
    }
    const chosen = chooseBatch(window, this.options.limits().batchTokensMax);
    const isChosen = new Set(chosen);
    line.putBack(window.filter((ticket) => !isChosen.has(ticket)));
    return chosen;
  }

  private isOfUse({ isWanted, deadlineAt }: Ticket<Row>): boolean {
    return isWanted && deadlineAt > this.options.clock.now();
  }

  private async run(tickets: Ticket<Row>[]): Promise<void> {
    const { clock, cost, padId, widthMax } = this.options;
    const sequences = tickets.map(({ ids }) => ids);
    const batch = padBatch(sequences, padId, widthMax);
    // Counted as in admission: the padding of mixed lengths is part of the cost of a token.
    const tokens = paddedAlone(batch.lengths);
    const isTrial = tickets.some(({ crashes }) => crashes > 0);
    const sentAt = clock.now();
    this.inFlightBatches++;
    this.inFlightRows.push(tickets.length);
    this.inFlightTokens += tokens;
    this.unansweredBatches++;
    const output = await this.options
      .run(batch, cost.batchMs(this.inFlightTokens))
      .catch((error: unknown) => {
        for (const ticket of tickets) this.fail(ticket, error);
      });
    if (output) cost.observe(tokens, output.occupiedMs);
    this.inFlightBatches--;
    this.inFlightRows.splice(this.inFlightRows.indexOf(tickets.length), 1);
    this.inFlightTokens -= tokens;
    if (isTrial) this.isSuspectRunning = false;
    // Give the engine its next batch before reading the answers of this one.
    this.pump();
    if (output) await this.answer(tickets, batch, output, sentAt);
    this.unansweredBatches--;
    this.tellIdle();
  }

  private async answer(
    tickets: readonly Ticket<Row>[],
    { rows: count, width, lengths }: PaddedBatch,
    { rows, runMs }: BatchOutput<Row>,
    sentAt: number,
  ): Promise<void> {
    const finishedAt = this.options.clock.now();
    // A batch sent behind another one started later than it was sent.
    const startedAt = Math.max(sentAt, finishedAt - runMs);
    const shape: BatchShape = { rows: count, width, tokens: sum(lengths) };
    this.options.onBatch?.({ rows: count, real: shape.tokens, padded: count * width });
    const rowsPerTurn = Math.ceil(tokensPerTurn / width);
    for (const [index, ticket] of tickets.entries()) {
      if (index > 0 && index % rowsPerTurn === 0) await nextTurn();
      const row = rows[index];
      if (row === undefined) ticket.reject(new Error(`the engine answered no row ${index}`));
      else ticket.resolve({ row, startedAt, finishedAt, runMs, batch: shape });
    }
  }

  private fail(ticket: Ticket<Row>, error: unknown): void {
    if (!(error instanceof EngineGoneError)) return ticket.reject(error);
    ticket.losses++;
    if (error.wasRunning) ticket.crashes++;
    if (ticket.crashes >= crashesMax) ticket.reject(new InputCrashedError());
    else if (ticket.losses >= lossesMax) {
      ticket.reject(new AppError("UNAVAILABLE", "the engine was lost again and again", { cause: error }));
    } else if (ticket.crashes > 0) this.suspects.push(ticket);
    else this.lines[ticket.priority].add(ticket);
  }
}

function drop<Row>(ticket: Ticket<Row>): void {
  const reason = ticket.isWanted ? "the deadline passed while waiting" : "the caller left";
  ticket.reject(new AppError("TIMEOUT", reason));
}

/** Tokens of sequences, each padded for itself. */
function paddedAlone(lengths: Iterable<number>): number {
  let tokens = 0;
  for (const length of lengths) tokens += paddedLength(length);
  return tokens;
}

function overloaded(reason: string, lateMs: number): AppError {
  return new AppError("OVERLOADED", reason, { details: { retryAfterMs: Math.ceil(Math.max(lateMs, 100)) } });
}

function sum(values: Int32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
