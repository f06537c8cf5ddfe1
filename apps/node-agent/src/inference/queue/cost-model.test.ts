import { describe, expect, it } from "vitest";
import { CostModel } from "./cost-model.ts";

describe("CostModel", () => {
  it("finds the line that batches lie on", () => {
    const cost = new CostModel();
    for (let i = 0; i < 200; i++) cost.observe(32 * (1 + (i % 8)), 2.6 + 0.19 * 32 * (1 + (i % 8)));
    expect(cost.batchMs(100)).toBeCloseTo(21.6, 3);
    expect(cost.drainMs(512, 256)).toBeCloseTo(2 * 2.6 + 0.19 * 512, 3);
  });

  it("follows a machine that became slower", () => {
    const cost = new CostModel();
    for (let i = 0; i < 200; i++) cost.observe(100 + (i % 5) * 20, 10);
    for (let i = 0; i < 400; i++) cost.observe(100 + (i % 5) * 20, 40);
    expect(cost.batchMs(140)).toBeGreaterThan(38);
  });

  it("knows nothing until it saw enough", () => {
    const cost = new CostModel();
    expect(cost.drainMs(1000, 256)).toBe(0);
    for (let i = 0; i < 29; i++) cost.observe(256, 50);
    expect(cost.isFitted).toBe(false);
    cost.observe(256, 50);
    expect(cost.isFitted).toBe(true);
  });

  it("tells how many tokens fit into a time at the pace of late", () => {
    const cost = new CostModel();
    expect(cost.tokensWithin(50)).toBe(Infinity);
    for (let i = 0; i < 50; i++) cost.observe(256, 400);
    expect(cost.tokensWithin(50)).toBeCloseTo(32);
    for (let i = 0; i < 200; i++) cost.observe(32, 25);
    expect(cost.tokensWithin(50)).toBeCloseTo(64, 1);
  });

  it("does not extrapolate from batches of one size, nor below zero", () => {
    const same = new CostModel();
    for (let i = 0; i < 50; i++) same.observe(256, 50);
    expect(same.batchMs(64)).toBeCloseTo(50);
    const falling = new CostModel();
    for (let i = 0; i < 50; i++) falling.observe(i % 2 ? 32 : 256, i % 2 ? 50 : 10);
    expect(falling.batchMs(10_000)).toBeGreaterThanOrEqual(0);
    expect(falling.batchMs(1)).toBeGreaterThanOrEqual(0);
  });
});
