import type { TargetCounts, TelemetryFrame } from "@meridian/contracts/wire";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { originLive } from "./origin-live.ts";
import { NodeNumbers } from "./node-numbers.ts";
import { PickWindow } from "./pick-window.ts";

const startMs = 1_000_000;
type Given = Partial<TelemetryFrame> & { second: number };

/** A gateway whose frames came at these seconds. */
function windowOf(...frames: Given[]): PickWindow {
  const window = new PickWindow();
  for (const { second, ...given } of frames) {
    const empty = { bootId: "a", seq: 0, uptimeMs: 0, counters: {}, gauges: {}, histograms: [], table: 1 };
    window.record({ ...empty, targets: [], ...given }, startMs + second * 1000);
  }
  return window;
}

const rows = (...counts: [string, number][]): TargetCounts[] =>
  counts.map(([id, picks]) => [id, picks, picks, 0]);
const liveOf = (...gateways: PickWindow[]) => {
  const known = gateways.map((picks, index) => ({ agent: { id: `g${index}` }, picks }));
  const { windowMs, picks } = originLive("rg", known, new NodeNumbers([]));
  return { windowMs, picks: Object.fromEntries(picks.map(([id, count]) => [id, count])) };
};
const nothing = { windowMs: 0, picks: {} };

describe("one gateway", () => {
  test("counts what arose since it was first seen, not what it brings along", () => {
    expect(liveOf(new PickWindow())).toEqual(nothing);
    const first = { second: 0, targets: rows(["a", 5000]) };
    expect(liveOf(windowOf(first))).toEqual(nothing);
    const second = { second: 1, targets: rows(["a", 5060], ["b", 900]) };
    const third = { second: 2, targets: rows(["a", 5120], ["b", 940]) };
    expect(liveOf(windowOf(first, second, third))).toEqual({ windowMs: 2000, picks: { a: 120, b: 40 } });
  });

  test("looks back 30 s and no further; a node that got nothing since is gone", () => {
    const frames = Array.from({ length: 50 }, (_, second) => ({ second, targets: rows(["a", second * 10]) }));
    frames[5]?.targets.push(["b", 1, 1, 0]);
    frames[6]?.targets.push(["b", 8, 8, 0]);
    expect(liveOf(windowOf(...frames))).toEqual({ windowMs: 30_000, picks: { a: 300 } });
    expect(liveOf(windowOf(...frames.slice(0, 8)))).toMatchObject({ picks: { a: 70, b: 7 } });
  });

  test("tells of the newest seconds what was sent to a node and what came to nothing", () => {
    const frames = [0, 1, 2, 3, 4].map((second) => ({
      second,
      targets: [["a", 10 * second, 0, 4 * second]] as TargetCounts[],
    }));
    const window = windowOf({ second: -1 }, ...frames, { second: 5 });
    expect(Object.fromEntries(window.countsOf(3000))).toEqual({ a: { picks: 20, expected: 0, failed: 8 } });
    expect(Object.fromEntries(window.countsOf(30_000))).toEqual({
      a: { picks: 40, expected: 0, failed: 16 },
    });
  });

  test("a new table starts over at once: no count of the old one, every count of the new", () => {
    const old = [0, 1, 2, 3].map((second) => ({
      second,
      targets: rows(["a", second * 50], ["b", second * 50]),
    }));
    const next = { second: 4, table: 2, targets: rows(["a", 27], ["b", 3]) };
    expect(liveOf(windowOf(...old, next))).toEqual({ windowMs: 1000, picks: { a: 27, b: 3 } });
    const later = { second: 5, table: 2, targets: rows(["a", 117], ["b", 13]) };
    expect(liveOf(windowOf(...old, next, later))).toEqual({ windowMs: 2000, picks: { a: 117, b: 13 } });
  });

  test("a restarted gateway starts over as well", () => {
    const before = [0, 1].map((second) => ({ second, targets: rows(["a", 100 * second]) }));
    const after = { second: 3, bootId: "b", targets: rows(["a", 40]) };
    expect(liveOf(windowOf(...before, after))).toEqual({ windowMs: 2000, picks: { a: 40 } });
  });

  test("a lost frame loses no count, a long silence is left out", () => {
    const [first, second] = [0, 1].map((at) => ({
      second: at,
      targets: rows(["a", 10 * at], ["b", 10 * at]),
    }));
    if (!first || !second) throw new Error("expected two frames");
    const third = { second: 3, targets: rows(["a", 30]) };
    const fourth = { second: 4, targets: rows(["a", 40], ["b", 25]) };
    const live = { windowMs: 4000, picks: { a: 40, b: 25 } };
    expect(liveOf(windowOf(first, second, third, fourth))).toEqual(live);
    const late = { second: 60, targets: rows(["a", 9000]) };
    expect(liveOf(windowOf(first, second, late))).toEqual(nothing);
  });

  test("of a table seen from its start, every pick is counted once, whatever frames are lost", () => {
    const frame = fc.record({ a: fc.nat(50), b: fc.nat(50), isLost: fc.boolean() });
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 8 }), (frames) => {
        const window = windowOf({ second: 0 });
        const [sum, pending] = [{ a: 0, b: 0 }, new Set<"a" | "b">()];
        frames.push({ a: 1, b: 1, isLost: false });
        frames.forEach(({ a, b, isLost }, index) => {
          if (a > 0) pending.add("a");
          if (b > 0) pending.add("b");
          sum.a += a;
          sum.b += b;
          const targets = rows(...[...pending].map((id): [string, number] => [id, sum[id]]));
          pending.clear();
          const parts = { bootId: "a", seq: index, uptimeMs: 0, counters: {}, gauges: {}, histograms: [] };
          if (!isLost) window.record({ ...parts, table: 2, targets }, startMs + (index + 1) * 1000);
        });
        expect(liveOf(window).picks).toEqual(sum);
      }),
    );
  });
});

test("sums that are kept up while frames come are those of the frames of the window, however long it runs", () => {
  const second = fc.record({ a: fc.nat(9), b: fc.nat(9), share: fc.double({ min: 0, max: 9, noNaN: true }) });
  fc.assert(
    fc.property(fc.array(second, { minLength: 35, maxLength: 70 }), (seconds) => {
      const window = windowOf({ second: 0 });
      const sum = { a: 0, b: 0, share: 0 };
      seconds.forEach(({ a, b, share }, index) => {
        sum.a += a;
        sum.b += b;
        sum.share = Number((sum.share + share).toFixed(3));
        const frame = { bootId: "a", seq: index, uptimeMs: 0, counters: {}, gauges: {}, histograms: [] };
        const targets: TargetCounts[] = [
          ["a", sum.a, sum.share, 0],
          ["b", sum.b, 0, 0],
        ];
        window.record({ ...frame, table: 2, targets }, startMs + (index + 1) * 1000);
      });
      const newest = seconds.slice(-30);
      const total = (of: (one: { a: number; b: number }) => number) =>
        newest.reduce((t, one) => t + of(one), 0);
      const counts = window.countsOf(30_000);
      expect(counts.get("a")?.picks ?? 0).toBe(total(({ a }) => a));
      expect(counts.get("b")?.picks ?? 0).toBe(total(({ b }) => b));
    }),
  );
});

test("expected shares leave no remainder when their seconds pass", () => {
  const frames = Array.from({ length: 40 }, (_, second) => {
    return { second, targets: second < 9 ? ([["a", second, second * 0.1, 0]] as TargetCounts[]) : [] };
  });
  expect(windowOf(...frames).countsOf(30_000)).toEqual(new Map());
});

test("a node that is no agent of ours is listed, and its region is nobody's", () => {
  const second = (n: number) => ({ second: n, targets: rows(["a", 300 * n], ["stranger", 700 * n]) });
  const picks = windowOf(second(0), second(1));
  const nodes = new NodeNumbers([{ id: "a", regionId: "rg" }]);
  const { picks: listed, faults } = originLive("rg", [{ agent: { id: "g" }, picks }], nodes);
  expect(listed.map(([id, count]) => [id, count])).toEqual([
    ["a", 300],
    ["stranger", 700],
  ]);
  expect(faults).toEqual([]);
});

test("an origin's gateways are added up over the time that all of them know", () => {
  const old = windowOf(...[0, 1, 2, 3].map((second) => ({ second, targets: rows(["a", second * 10]) })));
  const fresh = windowOf({ second: 2 }, { second: 3, table: 2, targets: rows(["b", 10]) });
  expect(liveOf(old, fresh, new PickWindow())).toEqual({ windowMs: 1000, picks: { a: 10, b: 10 } });
});
