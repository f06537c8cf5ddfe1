import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type AddressError,
  parseLimits,
  type ParseResponse,
  type ParseStreamLine,
} from "@meridian/contracts/wire";
import type { Clock } from "../../clock.ts";
import {
  deadlinePassed,
  type Entry,
  prepareAddress,
  resultOf,
  type Settled,
  sliceLength,
} from "./address-entry.ts";
import type { ParseCall } from "./parse-call.ts";
import type { Handle, Tagger } from "./tagger.ts";

/** Sequences that one stream has in the queue at a time, and lines that wait to be read. */
const openMax = 256;

export type ParseStreamParts = {
  tagger: Tagger;
  clock: Clock;
  answeredBy: Omit<ParseResponse, "results">;
  failureOf: (error: unknown) => { error: AddressError };
  onSettled: (settled: Settled) => void;
};

/** A large batch answered line by line. It fills the queue only as fast as its caller reads. */
export class ParseStream {
  private readonly startedAt: number;
  private readonly deadlineAt: number;
  private readonly handles = new Map<number, Handle>();
  private readonly ready: Ready[] = [];
  private openSequences = 0;
  private next = 0;
  private settledCount = 0;
  private errorCount = 0;
  private isTimeUp = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly call: ParseCall,
    private readonly parts: ParseStreamParts,
  ) {
    this.startedAt = parts.clock.now();
    this.deadlineAt = this.startedAt + call.deadlineMs;
  }

  /** Throws OVERLOADED when it cannot be done by its deadline as a whole. */
  admit(): void {
    const { addresses, priority } = this.call;
    const lengths = addresses.flatMap((value) => {
      return typeof value === "string" ? Math.min(value.length, parseLimits.codePointsMax) + 2 : [];
    });
    this.parts.tagger.admitLengths(lengths, this.deadlineAt, priority);
  }

  /** A line for each address as it is done, then the summary; ends without one when the caller leaves. */
  async *lines(): AsyncIterable<string> {
    const { signal, deadlineMs, addresses } = this.call;
    const wake = () => this.wake();
    const timer = setTimeout(() => {
      this.isTimeUp = true;
      this.wake();
    }, deadlineMs);
    signal.addEventListener("abort", wake);
    try {
      while (this.settledCount < addresses.length || this.ready.length > 0) {
        await this.feed();
        if (this.ready.length === 0) await this.change();
        if (signal.aborted) return;
        if (this.isTimeUp) this.giveUp();
        yield* this.takeReady();
      }
      yield this.summary();
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      for (const { leave } of this.handles.values()) leave();
    }
  }

  /** Submits addresses in slices, so that a long list does not hold up other requests. */
  private async feed(): Promise<void> {
    const { addresses, signal } = this.call;
    let length = 0;
    while (this.next < addresses.length && this.openSequences + this.ready.length < openMax) {
      if (length >= sliceLength) {
        length = 0;
        await nextTurn();
        if (signal.aborted) return;
      }
      const value = addresses[this.next];
      this.start(this.next++, value);
      length += typeof value === "string" ? value.length : 1;
    }
  }

  private start(index: number, value: unknown): void {
    const { tagger, clock, failureOf } = this.parts;
    if (this.isTimeUp) return this.settle(index, deadlinePassed, deadlinePassed);
    const entry = prepareAddress(value, tagger, clock);
    if ("error" in entry) return this.settle(index, entry, entry);
    const submittedAt = clock.now();
    const handle = tagger.tag(entry.prepared, this.deadlineAt, this.call.priority);
    const { isShared } = handle;
    const sequences = entry.prepared.windows.length;
    this.handles.set(index, handle);
    this.openSequences += sequences;
    const land = (settled: Settled) => {
      this.openSequences -= sequences;
      if (this.handles.delete(index)) this.settle(index, entry, settled);
    };
    handle.done.then(
      (tagged) => land({ ...tagged, isShared, submittedAt }),
      (error: unknown) => land(failureOf(error)),
    );
  }

  private giveUp(): void {
    for (const [index, { leave }] of this.handles) {
      this.handles.delete(index);
      leave();
      this.settle(index, deadlinePassed, deadlinePassed);
    }
  }

  private settle(index: number, entry: Entry, settled: Settled): void {
    this.parts.onSettled(settled);
    this.settledCount++;
    if ("error" in settled) this.errorCount++;
    this.ready.push({ index, entry, settled });
    this.wake();
  }

  /** The lines that are ready; in slices where more than elements is asked for, as they are made of it here. */
  private async *takeReady(): AsyncIterable<string> {
    const { include, signal } = this.call;
    while (this.ready.length > 0 && !signal.aborted) {
      let [lines, length] = ["", 0];
      for (let one = this.ready.shift(); one; one = length < sliceLength ? this.ready.shift() : undefined) {
        lines += lineOf({ index: one.index, ...resultOf(one.entry, one.settled, this.call) });
        if (include && "text" in one.entry) length += one.entry.text.length;
      }
      yield lines;
      if (include && this.ready.length > 0) await nextTurn();
    }
  }

  /** Resolves at the next line, at the deadline, or when the caller leaves. */
  private change(): Promise<void> {
    const { signal } = this.call;
    if (signal.aborted || this.isTimeUp) return Promise.resolve();
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private summary(): string {
    const { clock, answeredBy } = this.parts;
    const summary = {
      ...answeredBy,
      addresses: this.settledCount,
      errors: this.errorCount,
      totalMs: clock.now() - this.startedAt,
    };
    return lineOf({ summary });
  }
}

/** An address that is settled and not written yet. */
type Ready = { index: number; entry: Entry; settled: Settled };

function lineOf(line: ParseStreamLine): string {
  return `${JSON.stringify(line)}\n`;
}
