import type { AddressElement, ParsePriority } from "@meridian/contracts/wire";
import { decodeWindows, type EncodedText, type Encoder, keyOfWindows } from "@meridian/model";
import type { Clock } from "../../clock.ts";
import type { BatchQueue } from "../queue/batch-queue.ts";
import { InputCrashedError, Quarantine } from "../queue/quarantine.ts";
import type { ResultCache } from "./result-cache.ts";
import type { BatchShape, Ticket } from "../queue/ticket.ts";

/** An element without its text, which differs between inputs that the model cannot tell apart. */
export type Span = Omit<AddressElement, "text"> & {
  /** The smallest lead of a chosen label's logit over the best other one. */
  margin: number;
};

/** When the engine took and answered the last of a text's windows (clock ms), and in which batch. */
export type RunTiming = {
  startedAt: number;
  finishedAt: number;
  runMs: number;
  decodeMs: number;
  batch: BatchShape;
};

/** `timing` is null for a result from the cache. */
export type Tagged = { spans: readonly Span[]; timing: RunTiming | null };

/** A text as the model takes it; inputs with the same key get the same spans. */
export type Prepared = { windows: EncodedText[]; key: string };

/** A caller's share in a run. `leave`: this caller no longer waits. */
export type Handle = {
  done: Promise<Tagged>;
  /** Another caller's run of the same text was under way. */
  isShared: boolean;
  leave: () => void;
};

type SharedRun = { tickets: Ticket<Float32Array>[]; callers: number; done: Promise<Tagged> };

export type TaggerOptions = {
  /** Digest and precision: results of different versions never meet in the cache. */
  versionKey: string;
  labels: readonly string[];
  /** Divides the logits before probabilities, as calibrated for the version. */
  temperature?: number;
  encoder: Encoder;
  queue: BatchQueue<Float32Array>;
  cache: ResultCache<readonly Span[]>;
  clock: Clock;
};

/** Texts to spans: encoding, cache, a single-flight run for equal texts, decoding. */
export class Tagger {
  private readonly underWay = new Map<string, SharedRun>();
  private readonly quarantine: Quarantine;

  constructor(private readonly options: TaggerOptions) {
    this.quarantine = new Quarantine(options.clock);
  }

  prepare(text: string): Prepared {
    const windows = this.options.encoder.encodeWindows(text);
    return { windows, key: `${this.options.versionKey}/${keyOfWindows(windows)}` };
  }

  /** Throws OVERLOADED when what is not known yet would not be done by `deadlineAt`. */
  admit(texts: readonly Prepared[], deadlineAt: number, priority: ParsePriority): void {
    const unknown = new Map(texts.filter(({ key }) => !this.isKnown(key)).map((text) => [text.key, text]));
    const lengths = [...unknown.values()].flatMap(({ windows }) => windows.map(({ ids }) => ids.length));
    if (lengths.length > 0) this.options.queue.admit(lengths, deadlineAt, priority);
  }

  /** As `admit`, for texts of these many characters that will come bit by bit. */
  admitLengths(lengths: readonly number[], deadlineAt: number, priority: ParsePriority): void {
    this.options.queue.admitTokens(lengths, deadlineAt, priority);
  }

  /** `done` rejects with InputCrashedError for what engines die over; else as the queue does. */
  tag(text: Prepared, deadlineAt: number, priority: ParsePriority): Handle {
    const cached = this.options.cache.get(text.key);
    if (cached) return settled(Promise.resolve({ spans: cached, timing: null }));
    if (this.quarantine.has(text.key)) return settled(Promise.reject(new InputCrashedError()));
    const joined = this.join(text.key, deadlineAt, priority);
    const run = joined ?? this.startRun(text, deadlineAt, priority);
    run.callers++;
    const leave = () => this.leave(text.key, run);
    return { done: run.done, isShared: joined !== undefined, leave };
  }

  /** Lets go of all results of this version. */
  forgetResults(): Promise<void> {
    return this.options.cache.forget(`${this.options.versionKey}/`);
  }

  private isKnown(key: string): boolean {
    return this.underWay.has(key) || this.quarantine.has(key) || this.options.cache.get(key) !== undefined;
  }

  private join(key: string, deadlineAt: number, priority: ParsePriority): SharedRun | undefined {
    const run = this.underWay.get(key);
    for (const ticket of run?.tickets ?? []) this.options.queue.join(ticket, deadlineAt, priority);
    return run;
  }

  private startRun(text: Prepared, deadlineAt: number, priority: ParsePriority): SharedRun {
    const before = this.quarantine.crashesOf(text.key);
    const tickets = text.windows.map(({ ids }) =>
      this.options.queue.submit(ids, deadlineAt, priority, before),
    );
    const run: SharedRun = { tickets, callers: 0, done: this.decodeRun(text, tickets) };
    this.underWay.set(text.key, run);
    run.done.then(
      () => {
        this.quarantine.clear(text.key);
        this.forget(text.key, run);
      },
      () => {
        const crashes = Math.max(...tickets.map((ticket) => ticket.crashes)) - before;
        if (crashes > 0) this.quarantine.add(text.key, crashes);
        this.abandon(run);
        this.forget(text.key, run);
      },
    );
    return run;
  }

  private async decodeRun(text: Prepared, tickets: Ticket<Float32Array>[]): Promise<Tagged> {
    const { clock, labels, temperature, cache } = this.options;
    const rows = await Promise.all(tickets.map(({ done }) => done));
    const from = clock.now();
    const windows = text.windows.map((encoded, i) => ({
      encoded,
      logits: rows[i]?.row ?? new Float32Array(),
    }));
    const elements = decodeWindows(windows, labels, temperature);
    const spans = elements.map(({ text: _, ...span }) => span);
    const last = rows.reduce((a, b) => (b.finishedAt > a.finishedAt ? b : a));
    cache.set(text.key, spans);
    const { row: _, ...timing } = last;
    return { spans, timing: { ...timing, decodeMs: clock.now() - from } };
  }

  private leave(key: string, run: SharedRun): void {
    if (--run.callers === 0 && this.abandon(run)) this.forget(key, run);
  }

  /** True when some of it will not run. */
  private abandon({ tickets }: SharedRun): boolean {
    return tickets.map((ticket) => this.options.queue.abandon(ticket)).includes(true);
  }

  private forget(key: string, run: SharedRun): void {
    if (this.underWay.get(key) === run) this.underWay.delete(key);
  }
}

function settled(done: Promise<Tagged>): Handle {
  return { done, isShared: false, leave: () => undefined };
}
