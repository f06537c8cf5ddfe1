import type { EventQueue } from "./event-queue.ts";
import type { Random } from "./random.ts";

/** Times of batches by docs' cost model, `T = a + c × padded tokens` in ms, and the padded tokens one batch may hold. */
export type CostModel = { aMs: number; cMs: number; budget: number };

/** When work of `workMs` that begins at `startMs` is done: a healthy engine answers `startMs + workMs`. */
export type Engine = (startMs: number, workMs: number) => number;

export type NodeSpec = {
  name: string;
  region: string;
  weight: number;
  cost: CostModel;
  rttMs: number;
  /** A version or precision that takes this many times as long. */
  versionFactor?: (nowMs: number) => number;
  engine?: Engine;
  /** Added to the way there and back. */
  detourMs?: (nowMs: number) => number;
};

export type SimRequest = { sentAtMs: number; bytes: number; lengths: readonly number[]; isCached: boolean };
export type SimAnswer = {
  nodeMs: number;
  run: { version: string; batchTokens: number; runMs: number } | null;
};

type Waiting = { request: SimRequest; arrivedAtMs: number; left: number; done: (answer: SimAnswer) => void };
type Item = { length: number; waiting: Waiting };

const windowMax = 256;
const inFlightMax = 2;
const runSpread = 0.15;

/** An inference node: a queue, batches formed when the engine is free, one prefetched, and nearest lengths together. */
export class SimNode {
  private queue: Item[] = [];
  private engineFreeAtMs = 0;
  private inFlight = 0;

  constructor(
    readonly spec: NodeSpec,
    private readonly events: EventQueue,
    private readonly random: Random,
  ) {}

  /** The request arrives now; `done` is called when its answer leaves. */
  serve(request: SimRequest, done: (answer: SimAnswer) => void): void {
    if (request.isCached) {
      this.events.after(0.1, () => done({ nodeMs: 0.1, run: null }));
      return;
    }
    const waiting = { request, arrivedAtMs: this.events.nowMs, left: request.lengths.length, done };
    for (const length of request.lengths) this.queue.push({ length, waiting });
    this.pump();
  }

  private pump(): void {
    while (this.inFlight < inFlightMax && this.queue.length > 0) this.run(this.takeBatch());
  }

  private takeBatch(): Item[] {
    const window = this.queue.slice(0, windowMax);
    const headLength = window[0]?.length ?? 0;
    window.sort((a, b) => Math.abs(a.length - headLength) - Math.abs(b.length - headLength));
    const chosen = new Set<Item>();
    let width = 0;
    for (const item of window) {
      const wider = Math.max(width, item.length);
      if (chosen.size > 0 && wider * (chosen.size + 1) > this.spec.cost.budget) continue;
      chosen.add(item);
      width = wider;
    }
    this.queue = this.queue.filter((item) => !chosen.has(item));
    return [...chosen];
  }

  private run(batch: Item[]): void {
    const { cost, engine = healthy, versionFactor = () => 1 } = this.spec;
    const { nowMs } = this.events;
    const factor = versionFactor(nowMs);
    const batchTokens = batch.length * Math.max(...batch.map(({ length }) => length));
    const workMs = factor * (cost.aMs + cost.cMs * batchTokens) * this.random.spread(runSpread);
    const startMs = Math.max(nowMs, this.engineFreeAtMs);
    this.engineFreeAtMs = engine(startMs, workMs);
    this.inFlight++;
    const run = { version: `v${factor}`, batchTokens, runMs: this.engineFreeAtMs - startMs };
    this.events.at(this.engineFreeAtMs, () => {
      this.inFlight--;
      for (const { waiting } of batch) this.finish(waiting, run);
      this.pump();
    });
  }

  private finish(waiting: Waiting, run: SimAnswer["run"]): void {
    if (--waiting.left === 0) waiting.done({ nodeMs: this.events.nowMs - waiting.arrivedAtMs, run });
  }
}

const healthy: Engine = (startMs, workMs) => startMs + workMs;
