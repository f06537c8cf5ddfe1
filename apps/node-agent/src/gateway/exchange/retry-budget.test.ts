import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RetryBudget } from "./retry-budget.ts";
import { mayTryAgain } from "./retry.ts";

const retriesAllowed = (budget: RetryBudget, nowMs: number, wanted: number) =>
  Array.from({ length: wanted }, () => budget.tryRetry(nowMs)).filter(Boolean).length;

describe("RetryBudget", () => {
  it("allows 10 a second without any traffic, saved up over 10 s", () => {
    const budget = new RetryBudget();
    expect(retriesAllowed(budget, 500, 500)).toBe(100);
    expect(retriesAllowed(budget, 9500, 500)).toBe(0);
    expect(retriesAllowed(budget, 10_500, 500)).toBe(100);
  });

  it("adds 20 % of the requests of the last 10 s", () => {
    const budget = new RetryBudget();
    for (let i = 0; i < 1000; i++) budget.recordRequest(i);
    expect(retriesAllowed(budget, 1000, 1000)).toBe(300);
    expect(retriesAllowed(budget, 11_000, 1000)).toBe(100);
  });

  it("never lets more through in any 10 s than the rule says", () => {
    const event = fc.record({ afterMs: fc.integer({ min: 0, max: 300 }), isRetry: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 600 }), (events) => {
        const budget = new RetryBudget();
        const requests: number[] = [];
        const retries: number[] = [];
        let now = 0;
        for (const { afterMs, isRetry } of events) {
          now += afterMs;
          if (isRetry && budget.tryRetry(now)) retries.push(now);
          if (isRetry) continue;
          budget.recordRequest(now);
          requests.push(now);
        }
        const from = Math.floor(now / 1000) * 1000 - 9000;
        const recent = (times: number[]) => times.filter((time) => time >= from).length;
        expect(recent(retries)).toBeLessThanOrEqual(100 + 0.2 * recent(requests));
      }),
    );
  });
});

describe("mayTryAgain", () => {
  it("sends a request a second time only once", () => {
    expect(mayTryAgain("unavailable", { attempts: 1, repeats: 0 })).toBe(true);
    expect(mayTryAgain("unavailable", { attempts: 2, repeats: 1 })).toBe(false);
    expect(mayTryAgain("silent", { attempts: 2, repeats: 1 })).toBe(false);
  });

  it("sends it on while connections break, also after a silent node, four times in all", () => {
    expect(mayTryAgain("broken", { attempts: 2, repeats: 1 })).toBe(true);
    expect(mayTryAgain("broken", { attempts: 3, repeats: 2 })).toBe(true);
    expect(mayTryAgain("broken", { attempts: 4, repeats: 3 })).toBe(false);
  });

  it("does not count what was never sent, within four attempts", () => {
    expect(mayTryAgain("not-sent", { attempts: 2, repeats: 2 })).toBe(true);
    expect(mayTryAgain("not-sent", { attempts: 3, repeats: 2 })).toBe(true);
    expect(mayTryAgain("not-sent", { attempts: 4, repeats: 0 })).toBe(false);
  });
});
