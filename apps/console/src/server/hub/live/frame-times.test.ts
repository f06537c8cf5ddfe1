import fc from "fast-check";
import { expect, it } from "vitest";
import { FrameTimes } from "./frame-times.ts";

const placeAll = (frames: [uptimeMs: number, nowMs: number][], bootId = "boot") => {
  const times = new FrameTimes();
  return frames.map(([uptimeMs, nowMs]) => times.place({ bootId, uptimeMs }, nowMs).atMs);
};

it("places frames that waited where they arose", () => {
  const burst = [3000, 4000, 5000].map((uptimeMs): [number, number] => [uptimeMs, 80_000]);
  const placed = placeAll([[1000, 10_000], [2000, 11_000], ...burst, [71_000, 80_000]]);
  expect(placed.map((atMs) => Math.round(atMs / 1000))).toEqual([10, 11, 12, 13, 14, 80]);
});

it("learns from the quickest frame where the first one was late", () => {
  expect(
    placeAll([
      [1000, 15_000],
      [2000, 15_000],
      [3000, 15_100],
    ]),
  ).toEqual([15_000, 15_000, 15_100]);
  expect(
    placeAll([
      [1000, 15_000],
      [8000, 17_000],
      [9000, 18_000],
    ]).at(-1),
  ).toBe(18_000);
});

it("follows clocks that drift apart, and one that is moved", () => {
  const drifting = Array.from({ length: 1000 }, (_, i): [number, number] => [1000 * i, 5000 + 1000.5 * i]);
  expect(Math.abs((placeAll(drifting).at(-1) ?? 0) - (drifting.at(-1)?.[1] ?? 0))).toBeLessThan(1);
  const times = new FrameTimes();
  times.place({ bootId: "boot", uptimeMs: 1000 }, 10_000);
  times.move(3_600_000);
  expect(times.place({ bootId: "boot", uptimeMs: 2000 }, 3_611_000).atMs).toBe(3_611_000);
});

it("goes by the arrival where the agent's clock stands", () => {
  expect(
    placeAll([
      [0, 10_000],
      [0, 11_000],
      [0, 12_000],
    ]),
  ).toEqual([10_000, 11_000, 12_000]);
});

it("knows nothing of what another process counted before", () => {
  const times = new FrameTimes();
  expect(times.place({ bootId: "a", uptimeMs: 9000 }, 10_000).before).toBeNull();
  expect(times.place({ bootId: "a", uptimeMs: 9500 }, 10_500).before).toMatchObject({ sinceMs: 500 });
  expect(times.place({ bootId: "b", uptimeMs: 100 }, 11_000)).toEqual({ atMs: 11_000, before: null });
});

it("never places a frame in the future or before the one before it", () => {
  const delays = fc.array(fc.record({ step: fc.nat(5000), delay: fc.nat(90_000) }), { minLength: 2 });
  fc.assert(
    fc.property(delays, (given) => {
      let uptimeMs = 0;
      let nowMs = 0;
      const frames = given.map(({ step, delay }): [number, number] => {
        uptimeMs += step;
        nowMs = Math.max(nowMs, uptimeMs + delay);
        return [uptimeMs, nowMs];
      });
      const placed = placeAll(frames);
      placed.forEach((atMs, index) => {
        expect(atMs).toBeLessThanOrEqual((frames[index]?.[1] ?? 0) + 1e-6);
        expect(atMs).toBeGreaterThanOrEqual(placed[index - 1] ?? 0);
      });
    }),
  );
});
