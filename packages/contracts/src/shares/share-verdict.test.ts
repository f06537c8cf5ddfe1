import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeShare, requestsNeeded, shareNoise } from "./share-verdict.ts";
import { SmoothWrr } from "../routing/smooth-wrr.ts";

describe("a verdict on shares", () => {
  const asDeclared = { declared: 0.5, expected: 0.5, observed: 0.5, requests: 10_000 };

  it.each([
    [0.5, 1844],
    [0.9, 664],
    [0.1, 664],
    [1, 100],
    [0, 100],
  ])("needs so many requests to show 3 points: %d → %d", (share, needed) => {
    expect(requestsNeeded(share)).toBe(needed);
    expect(shareNoise(share, needed)).toBeLessThan(0.035);
  });

  it.each([
    ["as-declared", {}],
    ["not-enough-data", { requests: 1843 }],
    ["not-enough-data", { requests: 0, expected: 0.9 }],
    ["picker-fault", { observed: 0.54 }],
    ["picker-fault", { observed: 0.5, expected: 0.9, declared: 0.9 }],
    ["explained", { observed: 0.99, expected: 0.99 }],
    ["explained", { expected: 0.3, observed: 0.5, requests: 20 }],
    ["picker-fault", { expected: 1, observed: 0.5, requests: 100 }],
    ["as-declared", { observed: 0.504, requests: 1_000_000 }],
    ["picker-fault", { observed: 0.506, requests: 1_000_000 }],
  ])("%s: %o", (verdict, changes) => expect(judgeShare({ ...asDeclared, ...changes })).toBe(verdict));

  it("never accuses the smooth round robin, whatever the weights", () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 100, max: 3000 }), (list, requests) => {
        const targets = list.map((weight, index) => ({ id: String(index), weight }));
        const total = list.reduce((sum, weight) => sum + weight, 0);
        const picks = new Map<string | null, number>();
        const wrr = new SmoothWrr();
        for (let n = 0; n < requests; n++) {
          const id = wrr.pick(targets);
          picks.set(id, (picks.get(id) ?? 0) + 1);
        }
        for (const { id, weight } of targets) {
          const observed = (picks.get(id) ?? 0) / requests;
          const share = weight / total;
          expect(judgeShare({ declared: share, expected: share, observed, requests })).not.toBe(
            "picker-fault",
          );
        }
      }),
      { numRuns: 30 },
    );
  });
});
