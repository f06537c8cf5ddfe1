import { isAppError } from "@meridian/contracts/errors";
import type { BandStage, StageTimes } from "@meridian/contracts/measure";
import type { AddressError, ParseResponse, StreamStage } from "@meridian/contracts/wire";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { AgentIdentity } from "../../data-plane.ts";
import { serverTiming, StageClock } from "../../telemetry/stage-clock.ts";
import { deadlinePassed, type Entry, prepareAddresses, resultsOf, type Settled } from "./address-entry.ts";
import { type InferenceMeter, noVersion } from "../inference-meter.ts";
import type { LoadedModel } from "../models/loaded-model.ts";
import type { ParseCall } from "./parse-call.ts";
import { ParseStream } from "./parse-stream.ts";
import { InputCrashedError } from "../queue/quarantine.ts";
import type { Handle, RunTiming } from "./tagger.ts";
import { untilDeadline } from "./until-deadline.ts";

export type ParseAnswer = {
  body: ParseResponse;
  /** `body` as JSON. */
  json: string;
  serverTiming: string;
  /** Padded tokens of the batch that was answered last; null when nothing was run. */
  batchTokens: number | null;
};

/** What answering needs of a version. */
type Serving = Pick<LoadedModel, "model" | "tagger">;

export type ParseServiceOptions = {
  agent: () => AgentIdentity;
  /** Throws as `ModelSlots.choose` does. */
  slots: { choose(version: string | undefined): Serving };
  meter: InferenceMeter;
  clock: Clock;
  logger: Logger;
};

/** Answers addresses: one result or error for each. */
export class ParseService {
  private inFlightCount = 0;

  constructor(private readonly options: ParseServiceOptions) {}

  get inFlight(): number {
    return this.inFlightCount;
  }

  /**
   * All results at once, in order. Throws AppError for the whole request: unknown version, none ready, overloaded, engine
   * lost; and CallerLeftError.
   */
  async parse(call: ParseCall): Promise<ParseAnswer> {
    const stages = new StageClock<BandStage>(this.options.clock, call.receivedAt);
    stages.add("accept", stages.now() - call.receivedAt);
    this.inFlightCount++;
    try {
      return await this.answer(call, stages);
    } finally {
      this.inFlightCount--;
    }
  }

  /**
   * Each result as it is done, as lines of text. Throws AppError before the first: unknown version, none ready,
   * overloaded. The lines end with CallerLeftError when the caller hangs up.
   */
  parseStream(call: ParseCall): { version: string; lines: AsyncIterable<string> } {
    const { clock } = this.options;
    const meter = this.options.meter.of(call);
    const loaded = this.choose(call);
    const version = loaded.model.name;
    const stream = new ParseStream(call, {
      tagger: loaded.tagger,
      clock,
      answeredBy: this.answeredBy(call.requestId, loaded),
      failureOf: (error) => this.failureOf(error),
      onSettled: (settled) => count(settled, meter, version),
    });
    stream.admit();
    meter.count("addresses", version, call.addresses.length);
    return { version, lines: this.counted(stream, call, version) };
  }

  private async *counted(stream: ParseStream, call: ParseCall, version: string): AsyncIterable<string> {
    const { clock } = this.options;
    const meter = this.options.meter.of(call);
    const record = (stage: StreamStage) =>
      meter.sketches.record(stage, version, clock.now() - call.receivedAt);
    this.inFlightCount++;
    try {
      let isFirst = true;
      for await (const lines of stream.lines()) {
        if (isFirst) record("firstLine");
        isFirst = false;
        yield lines;
      }
      if (!call.signal.aborted) record("stream");
    } finally {
      this.inFlightCount--;
    }
  }

  private async answer(call: ParseCall, stages: StageClock<BandStage>): Promise<ParseAnswer> {
    const { clock } = this.options;
    const meter = this.options.meter.of(call);
    const loaded = this.choose(call);
    meter.count("addresses", loaded.model.name, call.addresses.length);
    const deadlineAt = clock.now() + call.deadlineMs;
    const entries = await prepareAddresses(call.addresses, loaded.tagger, clock);
    const prepared = entries.flatMap((entry) => ("prepared" in entry ? [entry] : []));
    for (const { tokeniseMs } of prepared) stages.add("tokenise", tokeniseMs);
    const texts = prepared.map((entry) => entry.prepared);
    loaded.tagger.admit(texts, deadlineAt, call.priority);
    const submittedAt = clock.now();
    const settled = await this.settleAll(entries, loaded, deadlineAt, call);
    const last = lastRun(settled);
    addRunStages(stages, last, submittedAt);
    const results = await resultsOf(entries, settled, call);
    for (const one of settled) count(one, meter, loaded.model.name);
    const body: ParseResponse = { ...this.answeredBy(call.requestId, loaded), results };
    const batch = last[0]?.batch;
    const batchTokens = batch ? batch.rows * batch.width : null;
    const json = stages.time("serialise", () => JSON.stringify(body));
    return { body, json, serverTiming: finish(stages, loaded.model.name, meter), batchTokens };
  }

  /** Waits until all are answered, the deadline passes or the caller leaves. Throws when the engine is gone. */
  private async settleAll(
    entries: readonly Entry[],
    loaded: Serving,
    deadlineAt: number,
    { priority, signal }: ParseCall,
  ): Promise<Settled[]> {
    const { clock } = this.options;
    const submittedAt = clock.now();
    const handles = new Map<number, Handle>();
    entries.forEach((entry, i) => {
      if ("prepared" in entry) handles.set(i, loaded.tagger.tag(entry.prepared, deadlineAt, priority));
    });
    const settled: Settled[] = entries.map((entry) => ("error" in entry ? entry : deadlinePassed));
    const all = Promise.all(
      [...handles].map(async ([i, { done, isShared }]) => {
        settled[i] = await done.then(
          (tagged) => ({ ...tagged, isShared, submittedAt }),
          (error: unknown) => {
            if (isAppError(error) && error.code === "UNAVAILABLE") throw error;
            return this.failureOf(error);
          },
        );
      }),
    );
    try {
      await untilDeadline(all, deadlineAt - clock.now(), signal);
    } finally {
      for (const { leave } of handles.values()) leave();
    }
    return settled;
  }

  private answeredBy(requestId: string, { model }: Serving): Omit<ParseResponse, "results"> {
    const { id, name, region } = this.options.agent();
    const node = { id, name, region: region.name };
    return { requestId, version: model.name, digest: model.digest, precision: model.precision, node };
  }

  private failureOf(error: unknown): { error: AddressError } {
    if (error instanceof InputCrashedError) return quarantined;
    if (isAppError(error) && error.code === "TIMEOUT") return deadlinePassed;
    if (isAppError(error) && error.code === "UNAVAILABLE") return engineLost;
    this.options.logger.error({ err: error }, "an address could not be tagged");
    return { error: { code: "failed", message: "the model failed on this address" } };
  }

  /** Throws as `ModelSlots.choose` does; addresses that no version takes are counted, too. */
  private choose(call: ParseCall): Serving {
    try {
      return this.options.slots.choose(call.version);
    } catch (error) {
      this.options.meter.of(call).count("addresses", noVersion, call.addresses.length);
      throw error;
    }
  }
}

function count(settled: Settled, meter: InferenceMeter, version: string): void {
  if ("error" in settled) meter.count("addressErrors", version);
  else if (settled.timing === null) meter.count("cacheHits", version);
}

function finish(stages: StageClock<BandStage>, version: string, meter: InferenceMeter): string {
  const { stages: spent, remainderMs, totalMs } = stages.finish();
  const stagesMs = { ...noTime, ...Object.fromEntries(spent), remainder: remainderMs };
  meter.recordStages(version, stagesMs, totalMs);
  return serverTiming([...Object.entries(stagesMs), ["total", totalMs]]);
}

const noTime: StageTimes = {
  accept: 0,
  queue: 0,
  tokenise: 0,
  run: 0,
  decode: 0,
  serialise: 0,
  remainder: 0,
};

const quarantined: { error: AddressError } = {
  error: { code: "quarantined", message: "engines died over this address; it is not run for 10 minutes" },
};
const engineLost: { error: AddressError } = {
  error: { code: "unavailable", message: "the engine was lost; send this address again" },
};

/** The addresses that were answered last. */
function lastRun(settled: readonly Settled[]): RunTiming[] {
  const timings = settled.flatMap((one) => ("timing" in one && one.timing ? [one.timing] : []));
  const finishedAt = Math.max(...timings.map((timing) => timing.finishedAt));
  return timings.filter((timing) => timing.finishedAt === finishedAt);
}

/** The stages of those answered last: the others ran beside or before them. */
function addRunStages(stages: StageClock<BandStage>, last: readonly RunTiming[], submittedAt: number): void {
  const [any] = last;
  stages.add("queue", any ? any.startedAt - submittedAt : 0);
  stages.add("run", any ? Math.min(any.runMs, any.finishedAt - submittedAt) : 0);
  stages.add(
    "decode",
    last.reduce((sum, { decodeMs }) => sum + decodeMs, 0),
  );
}
