import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slownessTolerated } from "./health-factor.ts";
import { SlownessTracker, type SentRequest } from "./slowness-tracker.ts";

const bytes = 200;

/** A node under one request after another, each alone in its batch. */
class Driven {
  readonly slowness = new SlownessTracker();
  nowMs = 1000;

  ask(runMs: number, { wayMs = 1, batchTokens = 24, version = "v1", isCached = false } = {}): void {
    const request: SentRequest = { sentAtMs: this.nowMs, bytes };
    this.slowness.sent(request);
    const nodeMs = isCached ? 0.1 : runMs + 0.3;
    this.nowMs += nodeMs + wayMs;
    // Runs are told apart by their time.
    const run = isCached ? null : { version, batchTokens, runMs: runMs + this.nowMs * 1e-9 };
    this.slowness.answered(request, { nowMs: this.nowMs, upstreamMs: nodeMs + wayMs, nodeMs, run });
    this.nowMs += 10;
  }

  askMany(times: number, ...rest: Parameters<Driven["ask"]>): this {
    for (let i = 0; i < times; i++) this.ask(...rest);
    return this;
  }

  get now() {
    this.slowness.judge(this.nowMs);
    return this.slowness.at(this.nowMs);
  }
}

const usual = () => new Driven().askMany(200, 7);

describe("SlownessTracker", () => {
  it("knows nothing before 30 answers", () => {
    expect(new Driven().askMany(20, 7).askMany(5, 140).now.value).toBeLessThan(slownessTolerated);
    expect(new Driven().askMany(60, 7).askMany(5, 140).now.value).toBeGreaterThan(slownessTolerated);
  });

  it("sees runs that take longer, and their end", () => {
    const node = usual().askMany(4, 140);
    expect(node.now).toMatchObject({ cause: "service" });
    expect(node.now.value).toBeGreaterThan(10);
    node.askMany(100, 7);
    node.nowMs += 1000;
    expect(node.now.value).toBeLessThan(slownessTolerated);
  });

  it("expects more time for larger batches, also for sizes not met before", () => {
    const node = usual().askMany(50, 50, { batchTokens: 256 });
    expect(node.now.value).toBeLessThan(slownessTolerated);
    expect(node.askMany(5, 1000, { batchTokens: 256 }).now.value).toBeGreaterThan(slownessTolerated);
  });

  it("judges each version by itself", () => {
    const node = usual().askMany(200, 35, { version: "v2" });
    expect(node.now.value).toBeLessThan(slownessTolerated);
    expect(node.askMany(10, 700, { version: "v2" }).now.value).toBeGreaterThan(slownessTolerated);
  });

  it("takes answers from the cache for no sign of health", () => {
    const node = usual().askMany(4, 140);
    node.askMany(50, 0, { isCached: true });
    expect(node.now.value).toBeGreaterThan(slownessTolerated);
  });

  it("sees a longer way, not a longer queue", () => {
    expect(usual().askMany(20, 7, { wayMs: 100 }).now).toMatchObject({ cause: "network" });
    const node = usual();
    for (let i = 0; i < 50; i++) {
      const request = { sentAtMs: node.nowMs, bytes };
      node.slowness.sent(request);
      node.nowMs += 200;
      const run = { version: "v1", batchTokens: 24, runMs: 7 + i * 1e-6 };
      node.slowness.answered(request, { nowMs: node.nowMs, upstreamMs: 201, nodeMs: 200, run });
    }
    expect(node.now.value).toBeLessThan(slownessTolerated);
  });

  it("sees a stall before any answer tells of it, and remembers it when requests are given up", () => {
    const node = usual();
    const request = { sentAtMs: node.nowMs, bytes };
    node.slowness.sent(request);
    node.nowMs += 200;
    expect(node.now.value).toBeLessThan(slownessTolerated);
    node.slowness.gaveUp(request, true);
    node.nowMs += 800;
    expect(node.now).toMatchObject({ cause: "stall" });
    expect(node.now.value).toBeGreaterThan(8);
  });

  it("does not take a caller that left for a stall", () => {
    const node = usual();
    const request = { sentAtMs: node.nowMs, bytes };
    node.slowness.sent(request);
    node.slowness.gaveUp(request, false);
    node.nowMs += 10_000;
    expect(node.now.value).toBe(1);
  });

  it("never takes slowness for usual, however long it lasts", () => {
    const node = usual();
    for (let i = 0; i < 5000; i++) node.ask(140, { wayMs: 100 });
    expect(node.now.value).toBeGreaterThan(10);
  });

  it("begins anew with another process", () => {
    const node = usual().askMany(10, 140);
    node.slowness.forget();
    expect(node.askMany(200, 140).now.value).toBeLessThan(slownessTolerated);
  });

  it("is the same however often it is read", () => {
    const read = usual().askMany(4, 140);
    const unread = usual().askMany(4, 140);
    for (let ms = 0; ms < 3000; ms += 10) {
      read.slowness.at(read.nowMs + ms);
      read.slowness.wantsProbe(read.nowMs + ms);
    }
    read.askMany(5, 7);
    unread.askMany(5, 7);
    for (const ms of [0, 500, 1000, 2000])
      expect(read.slowness.at(read.nowMs + ms)).toEqual(unread.slowness.at(unread.nowMs + ms));
  });

  it("stays found slow for a second at least, whatever comes in", () => {
    const step = fc.record({
      runMs: fc.constantFrom(1, 7, 20, 140, 2000),
      wayMs: fc.constantFrom(0, 1, 50, 500),
      isCached: fc.boolean(),
      idleMs: fc.constantFrom(0, 50, 400, 3000),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 150 }), (steps) => {
        const node = new Driven().askMany(120, 7);
        const from = node.nowMs;
        let transitions = 0;
        let wasSlow = false;
        for (const { runMs, idleMs, ...rest } of steps) {
          node.ask(runMs, rest);
          node.nowMs += idleMs;
          const isSlow = node.now.value > slownessTolerated;
          if (isSlow !== wasSlow) transitions++;
          wasSlow = isSlow;
        }
        expect(transitions).toBeLessThanOrEqual(2 * Math.ceil((node.nowMs - from) / 1000));
      }),
    );
  });
});
