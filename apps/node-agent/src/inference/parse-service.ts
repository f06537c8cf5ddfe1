import {
  type AddressElement,
  type AddressError,
  type AddressResult,
  checkAddress,
  isAppError,
  type ParseResponse,
  type Stage,
} from "@meridian/contracts";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { AgentIdentity } from "../data-plane.ts";
import { serverTiming, StageClock } from "../telemetry/stage-clock.ts";
import type { InferenceMeter } from "./inference-meter.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { ModelSlots } from "./model-slots.ts";
import type { Handle, Prepared, RunTiming, Span, Tagged } from "./tagger.ts";
import type { Priority } from "./ticket.ts";

export type ParseCall = {
  requestId: string;
  addresses: readonly unknown[];
  version: string | undefined;
  deadlineMs: number;
  priority: Priority;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
};

export type ParseAnswer = { body: ParseResponse; serverTiming: string };

export type ParseServiceOptions = {
  agent: () => AgentIdentity;
  slots: ModelSlots;
  meter: InferenceMeter;
  clock: Clock;
  logger: Logger;
};

/** The caller hung up: there is nobody to answer. */
export class CallerLeftError extends Error {
  override readonly name = "CallerLeftError";
}

/** What is known of one address: refused before the model saw it, or on its way. */
type Entry = { error: AddressError } | { text: string; prepared: Prepared };
type Settled = Tagged | { error: AddressError };

/** Answers a list of addresses: one result or error for each, in order. */
export class ParseService {
  private inFlightCount = 0;

  constructor(private readonly options: ParseServiceOptions) {}

  get inFlight(): number {
    return this.inFlightCount;
  }

  /**
   * Throws AppError for the whole request: unknown version, none ready, overloaded, engine lost; and CallerLeftError.
   */
  async parse(call: ParseCall): Promise<ParseAnswer> {
    const stages = new StageClock<Stage>(this.options.clock);
    this.options.meter.count("addresses", call.addresses.length);
    this.inFlightCount++;
    try {
      return await this.answer(call, stages);
    } finally {
      this.inFlightCount--;
    }
  }

  private async answer(call: ParseCall, stages: StageClock<Stage>): Promise<ParseAnswer> {
    const { slots, clock, agent } = this.options;
    const loaded = slots.choose(call.version);
    const deadlineAt = clock.now() + call.deadlineMs;
    const entries = stages.time("tokenise", () => call.addresses.map((value) => prepare(value, loaded)));
    const prepared = entries.flatMap((entry) => ("prepared" in entry ? [entry.prepared] : []));
    loaded.tagger.admit(prepared, deadlineAt);
    const submittedAt = clock.now();
    const settled = await this.settleAll(entries, loaded, deadlineAt, call);
    addRunStages(stages, settled, submittedAt);
    const results = entries.map((entry, i) => resultOf(entry, settled[i]));
    this.countResults(settled);
    const { id, name, region } = agent();
    const { model } = loaded;
    const body: ParseResponse = {
      requestId: call.requestId,
      version: model.name,
      digest: model.digest,
      precision: model.precision,
      node: { id, name, region: region.name },
      results,
    };
    return { body, serverTiming: this.finish(stages, model.name) };
  }

  /** Waits until all are answered, the deadline passes or the caller leaves. Throws when the engine is gone. */
  private async settleAll(
    entries: readonly Entry[],
    loaded: LoadedModel,
    deadlineAt: number,
    { priority, signal }: ParseCall,
  ): Promise<Settled[]> {
    const handles = new Map<number, Handle>();
    entries.forEach((entry, i) => {
      if ("prepared" in entry) handles.set(i, loaded.tagger.tag(entry.prepared, deadlineAt, priority));
    });
    const settled: Settled[] = entries.map((entry) => ("error" in entry ? entry : deadlinePassed));
    const all = Promise.all(
      [...handles].map(async ([i, { done }]) => {
        settled[i] = await done.catch((error: unknown) => this.addressFailure(error));
      }),
    );
    try {
      await untilDeadline(all, deadlineAt - this.options.clock.now(), signal);
    } finally {
      for (const { leave } of handles.values()) leave();
    }
    return settled;
  }

  private addressFailure(error: unknown): Settled {
    if (isAppError(error) && error.code === "TIMEOUT") return deadlinePassed;
    if (isAppError(error) && error.code === "UNAVAILABLE") throw error;
    this.options.logger.error({ err: error }, "an address could not be tagged");
    return { error: { code: "failed", message: "the model failed on this address" } };
  }

  private countResults(settled: readonly Settled[]): void {
    const errors = settled.filter((one) => "error" in one).length;
    const hits = settled.filter((one) => "timing" in one && one.timing === null).length;
    this.options.meter.count("addressErrors", errors);
    this.options.meter.count("cacheHits", hits);
  }

  private finish(stages: StageClock<Stage>, version: string): string {
    const { stages: spent, remainderMs, totalMs } = stages.finish();
    const entries: [Stage, number][] = [...spent, ["remainder", remainderMs], ["total", totalMs]];
    this.options.meter.recordStages(version, entries);
    return serverTiming(entries);
  }
}

const deadlinePassed: { error: AddressError } = {
  error: { code: "deadline", message: "the deadline passed before this address was answered" },
};

function prepare(value: unknown, loaded: LoadedModel): Entry {
  const error = checkAddress(value);
  if (error) return { error };
  const text = String(value);
  return { text, prepared: loaded.tagger.prepare(text) };
}

function resultOf(entry: Entry, settled: Settled | undefined): AddressResult {
  if ("error" in entry) return entry;
  if (!settled || "error" in settled) return settled ?? deadlinePassed;
  const elements = withText(settled.spans, entry.text);
  return settled.timing ? { elements } : { elements, isCached: true };
}

/** Offsets count code points; texts without astral characters have one code unit for each. */
function withText(spans: readonly Span[], text: string): AddressElement[] {
  const hasAstral = /[\uD800-\uDBFF]/.test(text);
  const points = hasAstral ? Array.from(text) : null;
  return spans.map((span) => {
    const own = points ? points.slice(span.start, span.end).join("") : text.slice(span.start, span.end);
    return { type: span.type, start: span.start, end: span.end, text: own, confidence: span.confidence };
  });
}

/** The stages of the addresses that were answered last: the others ran beside or before them. */
function addRunStages(stages: StageClock<Stage>, settled: readonly Settled[], submittedAt: number): void {
  const timings = settled.flatMap((one) => ("timing" in one && one.timing ? [one.timing] : []));
  const finishedAt = Math.max(...timings.map((timing) => timing.finishedAt));
  const last: RunTiming[] = timings.filter((timing) => timing.finishedAt === finishedAt);
  const [any] = last;
  stages.add("queue", any ? any.startedAt - submittedAt : 0);
  stages.add("run", any ? Math.min(any.runMs, any.finishedAt - submittedAt) : 0);
  stages.add(
    "decode",
    last.reduce((sum, { decodeMs }) => sum + decodeMs, 0),
  );
}

/** Resolves when `work` does, or when time is up; rejects when `work` does, or when the caller leaves. */
async function untilDeadline(work: Promise<unknown>, limitMs: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: () => void = () => undefined;
  const end = new Promise<void>((resolve, reject) => {
    timer = setTimeout(resolve, Math.max(0, limitMs));
    onAbort = () => reject(new CallerLeftError("the caller left"));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
  try {
    await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
