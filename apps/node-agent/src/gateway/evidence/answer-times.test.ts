import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerTimes } from "./answer-times.ts";

/** A fixed pseudo-random sequence in (0, 1). */
function* uniform(seed: number): Generator<number, never> {
  let state = seed >>> 0;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield (state + 1) / 2 ** 32;
  }
}

function learn(times: AnswerTimes, medianMs: number, spread: number, answers: number, seed = 1): void {
  const numbers = uniform(seed);
  for (let i = 0; i < answers; i++) {
    const normal =
      Math.sqrt(-2 * Math.log(numbers.next().value)) * Math.cos(2 * Math.PI * numbers.next().value);
    times.observe(200, medianMs * Math.exp(spread * normal));
  }
}

describe("AnswerTimes", () => {
  it("has no patience to name before 30 answers", () => {
    const times = new AnswerTimes();
    learn(times, 50, 0.2, 29);
    expect(times.patienceMs(200)).toBeNull();
    learn(times, 50, 0.2, 1);
    expect(times.patienceMs(200)).not.toBeNull();
  });

  it("waits three times the 95th percentile", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 50, max: 5000 }), (seed, medianMs) => {
        const times = new AnswerTimes();
        learn(times, medianMs, 0.5, 2000, seed);
        const exact = 3 * medianMs * Math.exp(0.5 * 1.645);
        expect((times.patienceMs(200) ?? 0) / exact).toBeGreaterThan(0.6);
        expect((times.patienceMs(200) ?? 0) / exact).toBeLessThan(1.7);
      }),
    );
  });

  it("never waits less than 100 ms", () => {
    const times = new AnswerTimes();
    learn(times, 1, 0.1, 100);
    expect(times.patienceMs(200)).toBe(100);
  });

  it("follows a node that became ten times slower", () => {
    const times = new AnswerTimes();
    learn(times, 100, 0.1, 500);
    for (let i = 0; i < 60; i++) times.observe(200, 1000);
    expect(times.patienceMs(200)).toBeGreaterThan(2500);
  });

  it("judges small and large requests apart", () => {
    const times = new AnswerTimes();
    for (let i = 0; i < 100; i++) {
      times.observe(200, 50);
      times.observe(20_000, 2000);
    }
    expect(times.patienceMs(200)).toBeLessThan(200);
    expect(times.patienceMs(20_000)).toBeGreaterThan(5000);
    expect(times.patienceMs(900_000)).toBeNull();
  });
});
