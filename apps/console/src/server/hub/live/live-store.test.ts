import { Histogram } from "@meridian/contracts/measure";
import type { TelemetryFrame } from "@meridian/contracts/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LiveStore } from "./live-store.ts";

const limits = { staleAfterMs: 3000, offlineAfterMs: 10_000 };
const gateway = { id: "ag_gateway00000", regionId: "rg_1", role: "gateway" } as const;
/** A multiple of 15 s. */
const startMs = 999_999_990_000;

function frame(counters: Record<string, number>, more: Partial<TelemetryFrame> = {}): TelemetryFrame {
  return { bootId: "a", seq: 0, uptimeMs: 0, counters, gauges: {}, histograms: [], ...more };
}

function latencies(...values: number[]): Pick<TelemetryFrame, "histograms"> {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return {
    histograms: [{ stage: "total", version: "", sparse: histogram.toSparse(), sumMs: histogram.sumMs }],
  };
}

/** One frame a second from `startMs`, each with 5 requests more. */
function storeWithFrames(seconds: number): LiveStore {
  const store = new LiveStore(limits);
  for (let second = 0; second <= seconds; second++) {
    const counters = { requests: 100 + second * 5, serverErrors: second };
    store.record(gateway, frame(counters, latencies(10, 20)), startMs + second * 1000);
  }
  return store;
}

function liveOf(store: LiveStore, nowMs: number) {
  const [live] = store.agentsLive(nowMs, { withHistory: true });
  if (!live) throw new Error("expected an agent");
  return live;
}

describe("presence", () => {
  test("live, stale after 3 s, offline after 10 s, by the time of receipt", () => {
    const store = storeWithFrames(1);
    const at = (ms: number) => store.presenceOf(gateway.id, startMs + 1000 + ms);
    expect([at(2999), at(3000), at(9999), at(10_000)]).toEqual(["live", "stale", "stale", "offline"]);
    expect(store.presenceOf("ag_unknown0000", startMs)).toBe("never");
  });

  test("an agent that was seen before this console started is offline until its first frame", () => {
    const store = new LiveStore(limits);
    const fresh = { ...gateway, id: "ag_fresh0000000" };
    expect(store.nameOf(gateway.id)).toBe(gateway.id);
    store.setRoster([
      { ...gateway, lastSeenAtMs: startMs - 500, name: "gw-1", regionName: "eu-central" },
      { ...fresh, lastSeenAtMs: null },
    ]);
    expect(store.presenceOf(gateway.id, startMs)).toBe("offline");
    expect(store.presenceOf(fresh.id, startMs)).toBe("never");
    expect([gateway.id, gateway.regionId, fresh.id].map((id) => store.nameOf(id))).toEqual([
      "gw-1",
      "eu-central",
      fresh.id,
    ]);
    store.setRoster([]);
    expect(store.presenceOf(gateway.id, startMs)).toBe("never");
  });
});

describe("figures", () => {
  test("rates and shares over the last 10 s; what was counted before the first frame is left out", () => {
    const live = liveOf(storeWithFrames(20), startMs + 21_000);
    expect(live).toMatchObject({ requestsPerSecond: 5, errorShare: 0.2 });
    expect(live.p50Ms).toBeGreaterThan(9.8);
    expect(live.p50Ms).toBeLessThan(10.2);
    expect(live.p99Ms).toBeGreaterThan(19.6);
    expect(live.history?.slice(-2)).toEqual([null, 5]);
  });

  test("a lost frame loses no count, a restart starts again, a long silence is a gap", () => {
    const store = storeWithFrames(2);
    store.record(gateway, frame({ requests: 120 }), startMs + 4000);
    expect(liveOf(store, startMs + 5000).requestsPerSecond).toBe(5);
    store.record(gateway, frame({ requests: 6 }, { bootId: "b" }), startMs + 5000);
    store.record(gateway, frame({ requests: 900 }, { bootId: "b" }), startMs + 60_000);
    const { history } = liveOf(store, startMs + 75_000);
    expect(history?.at(-1)).toBeNull();
  });

  test("a pause of the hub is a gap and no peak, though frames that waited come in one burst", () => {
    const store = storeWithFrames(0);
    const record = (second: number, nowMs: number) => {
      const uptimeMs = 50_000 + second * 1000;
      store.record(gateway, frame({ requests: 100 + second * 5 }, { uptimeMs, ...latencies(10) }), nowMs);
    };
    for (let second = 1; second <= 60; second++) record(second, startMs + second * 1000);
    // 75 s: ten frames waited in the socket, then the agent gave up and came back.
    const resumedMs = startMs + 135_000;
    for (let second = 61; second <= 70; second++) record(second, resumedMs + second);
    for (let second = 136; second <= 150; second++) record(second, startMs + second * 1000);
    for (const afterMs of [500, 2000, 5000, 9000, 15_000]) {
      expect(liveOf(store, resumedMs + afterMs).requestsPerSecond ?? 5, `after ${afterMs} ms`).toBe(5);
    }
    const rates = liveOf(store, startMs + 151_000).history?.slice(-10) ?? [];
    expect(rates).toEqual([5, 5, 5, 5, 5, null, null, null, null, 5]);
    const counters = store.all()[0]?.countersBetween(startMs + 130_000, startMs + 140_000);
    expect(counters?.requests).toBeLessThanOrEqual(50);
  });

  test("counts are never lost or invented, whatever the pace of frames within the limits", () => {
    const step = fc.record({ gapMs: fc.integer({ min: 100, max: 9000 }), requests: fc.nat({ max: 1000 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const store = new LiveStore(limits);
        store.record(gateway, frame({ requests: 0 }), startMs);
        let nowMs = startMs;
        let total = 0;
        for (const { gapMs, requests } of steps) {
          nowMs += gapMs;
          total += requests;
          store.record(gateway, frame({ requests: total }), nowMs);
        }
        const toMs = Math.floor(nowMs / 1000) * 1000 + 1000;
        const counted = store.all()[0]?.countersBetween(startMs, toMs)?.requests ?? 0;
        expect(Math.abs(counted - total)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("a node says what it runs and what its cost model allows; a gateway runs nothing", () => {
    const store = new LiveStore(limits);
    const node = { ...gateway, role: "inference" } as const;
    for (let second = 0; second <= 20; second++) {
      const gauges = { tokensPerSecondMax: 4200 };
      store.record(node, frame({ tokensPadded: second * 120 }, { gauges }), startMs + second * 1000);
    }
    const own = { tokensPerSecond: 120, tokensPerSecondMax: 4200 };
    expect(liveOf(store, startMs + 21_000)).toMatchObject(own);
    const none = { tokensPerSecond: null, tokensPerSecondMax: null };
    expect(liveOf(storeWithFrames(20), startMs + 21_000)).toMatchObject(none);
  });

  test("a region is what its gateways answered", () => {
    const store = storeWithFrames(20);
    store.record({ ...gateway, id: "ag_node00000000", role: "inference" }, frame({ requests: 9 }), startMs);
    expect(store.regionsLive(startMs + 21_000)).toEqual([
      expect.objectContaining({ id: "rg_1", requestsPerSecond: 5, successShare: 0.8 }),
    ]);
  });

  test("an origin's requests are where its live gateways sent them", () => {
    const store = storeWithFrames(0);
    const second = { ...gateway, id: "ag_gateway22222" };
    const quiet = { marks: [], faults: [] };
    for (const one of [gateway, second]) {
      store.record(one, frame({}, { table: 1, targets: [] }), startMs);
      store.record(one, frame({}, { table: 2, targets: [["ag_node", 9, 9, 0]] }), startMs + 1000);
    }
    store.record(gateway, frame({}, { table: 2, targets: [["ag_node", 12, 12, 0]] }), startMs + 2000);
    expect(store.originsLive(startMs + 2000)).toEqual([
      { id: "rg_1", windowMs: 1000, picks: [["ag_node", 12, 12]], ...quiet },
    ]);
    expect(store.originsLive(startMs + 4500)).toEqual([
      { id: "rg_1", windowMs: 2000, picks: [["ag_node", 12, 12]], ...quiet },
    ]);
    expect(store.originsLive(startMs + 9000)).toEqual([{ id: "rg_1", windowMs: 0, picks: [], ...quiet }]);
  });

  test("only the last 15 minutes are kept", () => {
    const store = storeWithFrames(2000);
    const series = store.all()[0];
    expect(series?.countersBetween(startMs, startMs + 60_000)).toBeNull();
    const merged = new Map<string, Histogram>();
    series?.mergeLatencies(merged, startMs, startMs + 2_010_000);
    expect(merged.get("")?.count).toBeGreaterThan(890 * 2);
    expect(merged.get("")?.count).toBeLessThanOrEqual(900 * 2);
  });
});

describe.each([-3_600_000, -25_000, 3_600_000])("after the clock was moved by %i ms", (movedMs) => {
  test("figures go on, and no second or window holds more than was counted in it", () => {
    const store = storeWithFrames(60);
    const [series] = store.all();
    if (!series) throw new Error("expected a series");
    const atMs = startMs + 60_000 + movedMs;
    series.moveClock(movedMs, atMs);
    expect(store.presenceOf(gateway.id, atMs)).toBe("live");
    for (let second = 1; second <= 60; second++) {
      const counters = { requests: 400 + second * 5, serverErrors: 60 + second };
      store.record(gateway, frame(counters, latencies(10, 20)), atMs + second * 1000);
    }
    const nowMs = atMs + 60_000;
    expect(liveOf(store, nowMs)).toMatchObject({ requestsPerSecond: 5, presence: "live" });
    const windowMs = Math.floor(nowMs / 10_000) * 10_000 - 10_000;
    const merged = new Map<string, Histogram>();
    series.mergeLatencies(merged, windowMs, windowMs + 10_000);
    expect(merged.get("")?.count).toBe(20);
    expect(series.countersBetween(windowMs, windowMs + 10_000)).toMatchObject({ requests: 50 });
    const ahead = new Map<string, Histogram>();
    series.mergeLatencies(ahead, nowMs + 10_000, nowMs + 7_200_000);
    expect(ahead.size).toBe(0);
    expect(series.countersBetween(nowMs + 10_000, nowMs + 600_000)).toBeNull();
  });
});
