import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SmoothWrr } from "./smooth-wrr.ts";

type Target = { id: string; weight: number };

const membersOfChange = (weights: number[]): Target[] =>
  weights.map((weight, i) => ({ id: `n${i}`, weight }));
const pickMany = (wrr: SmoothWrr, targets: Target[], times: number) =>
  Array.from({ length: times }, () => wrr.pick(targets));

/** Largest distance between any target's count and its share of the picks made, over all prefixes. */
function worstDeviation(weights: number[], picks: number): number {
  const targets = membersOfChange(weights);
  const total = weights.reduce((a, b) => a + b, 0);
  const wrr = new SmoothWrr();
  const counts = new Map<string, number>();
  let worst = 0;
  for (let made = 1; made <= picks; made++) {
    const id = wrr.pick(targets) ?? "none";
    counts.set(id, (counts.get(id) ?? 0) + 1);
    for (const target of targets) {
      const share = (made * target.weight) / total;
      worst = Math.max(worst, Math.abs((counts.get(target.id) ?? 0) - share));
    }
  }
  return worst;
}

describe("SmoothWrr", () => {
  it("picks in a steady mix, not in runs", () => {
    const order = pickMany(new SmoothWrr(), membersOfChange([50, 30, 20]), 10).join(" ");
    expect(order).toBe("n0 n1 n0 n2 n0 n1 n0 n1 n0 n2");
  });

  it("keeps every count within one of its share at any time", () => {
    const weights = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 500 }), (given, picks) => {
        fc.pre(given.some((weight) => weight > 0));
        expect(worstDeviation(given, picks)).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });

  it("stays within one where the largest lag alone strays to 1.24", () => {
    expect(worstDeviation([9, 1, 566, 53, 1, 372, 1], 1003)).toBeLessThan(1);
  });

  it("does not pay back old weights in runs after they shrink", () => {
    const wrr = new SmoothWrr();
    pickMany(wrr, membersOfChange([1000, 1000]), 3);
    const counts = pickMany(wrr, membersOfChange([1, 1]), 10).filter((id) => id === "n0").length;
    expect(Math.abs(counts - 5)).toBeLessThanOrEqual(1);
  });

  it("always picks someone with weight, whatever the weights did before", () => {
    const step = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const wrr = new SmoothWrr();
        for (const weights of steps) {
          const targets = membersOfChange(weights);
          const id = wrr.pick(targets);
          const picked = targets.find((t) => t.id === id);
          if (weights.some((w) => w > 0)) expect(picked?.weight).toBeGreaterThan(0);
          else expect(id).toBeNull();
        }
      }),
    );
  });

  it("has nothing to pick from an empty list", () => {
    expect(new SmoothWrr().pick([])).toBeNull();
  });
});
