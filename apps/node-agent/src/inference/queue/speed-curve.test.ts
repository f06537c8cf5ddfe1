import { describe, expect, it } from "vitest";
import { SpeedCurve } from "./speed-curve.ts";

/** Uniform numbers from 0 to 1, the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const budget = 256;
const trueMs = (tokens: number) => 1.2 + 0.055 * tokens;
const trueRate = (1000 * budget) / trueMs(budget);

/** A node that warmed up, at a part of its saturated rate: what it thinks it can run, second by second. */
function ratesAt(
  load: number,
  options: { pace?: (second: number) => number; widths?: number[] } = {},
): number[] {
  const { pace = () => 1, widths = [24] } = options;
  const random = randomOf(Math.round(load * 1000) + widths.length);
  const noise = () => Math.exp(0.25 * (random() + random() + random() - 1.5)) * (random() < 0.01 ? 8 : 1);
  const curve = new SpeedCurve();
  for (const tokens of [8, 16, 24, 32, 48, 64, 120, 240, 256]) curve.observe(tokens, trueMs(tokens));
  let [nowMs, owed] = [0, 0];
  const rates: number[] = [];
  while (nowMs < 60_000) {
    const width = widths[Math.floor(random() * widths.length)] ?? 24;
    const second = Math.floor(nowMs / 1000);
    const rows = Math.max(1, Math.min(Math.floor(budget / width), Math.floor(owed / width)));
    const ms = trueMs(rows * width) * pace(second) * noise();
    curve.observe(rows * width, ms);
    const arrivedIn = Math.max(ms, (rows * width * 1000) / (load * trueRate));
    owed = Math.max(0, owed - rows * width) + (load * trueRate * ms) / 1000;
    nowMs += arrivedIn;
    rates.push((1000 * budget) / (curve.batchMs(budget) ?? Number.NaN));
  }
  return rates;
}

describe.each([0.05, 0.2, 0.5, 0.8, 1])("at %d of what a node can run", (load) => {
  it.each([
    ["of one length", [24]],
    ["of many lengths", [8, 16, 24, 32, 48, 96]],
  ])("it knows that within 25 %%, at every moment, with requests %s", (_, widths) => {
    for (const rate of ratesAt(load, { widths })) {
      expect(rate / trueRate).toBeGreaterThan(0.75);
      expect(rate / trueRate).toBeLessThan(1.25);
    }
  });

  it("follows a machine that becomes slower, however small its batches are", () => {
    const rates = ratesAt(load, { pace: (second) => (second < 20 ? 1 : 2) });
    const end = rates.slice(-20);
    for (const rate of end) expect(rate / (trueRate / 2)).toBeGreaterThan(0.7);
    for (const rate of end) expect(rate / (trueRate / 2)).toBeLessThan(1.3);
  });
});

it("knows nothing before the first batch, and no size is free", () => {
  const curve = new SpeedCurve();
  expect(curve.batchMs(256)).toBeNull();
  curve.observe(24, 3);
  expect(curve.batchMs(256)).toBeCloseTo(32, 9);
  expect(curve.batchMs(8)).toBe(3);
});
