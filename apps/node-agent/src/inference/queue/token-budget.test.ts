import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { TokenBudget } from "./token-budget.ts";

const minuteMs = 60_000;

describe("TokenBudget", () => {
  it("is what is configured until memory runs out", () => {
    const budget = new TokenBudget(new FakeClock());
    expect(budget.tokens(256)).toBe(256);
    expect(budget.note(256)).toBeNull();
  });

  it("is half of the batch that did not fit, then grows by a quarter a minute", () => {
    const clock = new FakeClock();
    const budget = new TokenBudget(clock);
    budget.onOutOfMemory(8192);
    expect(budget.tokens(8192)).toBe(4096);
    expect(budget.note(8192)).toBe("memory ran out: batches of 4096 tokens instead of 8192");
    clock.advance(minuteMs);
    expect(budget.tokens(8192)).toBe(5120);
    clock.advance(3 * minuteMs);
    expect(budget.tokens(8192)).toBe(8192);
    expect(budget.note(8192)).toBeNull();
  });

  it("is not cut twice for two batches of one size that were under way together", () => {
    const budget = new TokenBudget(new FakeClock());
    budget.onOutOfMemory(8192);
    budget.onOutOfMemory(8192);
    expect(budget.tokens(8192)).toBe(4096);
    budget.onOutOfMemory(4096);
    expect(budget.tokens(8192)).toBe(2048);
  });

  it("never falls below one long address, never exceeds what is configured", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 65_536 }), fc.integer({ min: 0, max: 10 * minuteMs })), {
          maxLength: 20,
        }),
        fc.integer({ min: 32, max: 65_536 }),
        (events, configured) => {
          const clock = new FakeClock();
          const budget = new TokenBudget(clock);
          for (const [tokens, ms] of events) {
            budget.onOutOfMemory(tokens);
            expect(budget.tokens(configured)).toBeGreaterThanOrEqual(32);
            expect(budget.tokens(configured)).toBeLessThanOrEqual(Math.max(32, tokens / 2));
            clock.advance(ms);
            expect(budget.tokens(configured)).toBeLessThanOrEqual(configured);
          }
          clock.advance(60 * minuteMs);
          expect(budget.tokens(configured)).toBe(configured);
        },
      ),
    );
  });
});
