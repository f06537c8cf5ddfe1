import { describe, expect, it } from "vitest";
import { answerRule, connectionRule, Ejection, latencyRule } from "./ejection.ts";

/** Fails again the moment each ejection ends; returns how long each lasted. */
function durationsOf(ejection: Ejection, failuresEach: number, ejections: number): number[] {
  let now = 0;
  return Array.from({ length: ejections }, () => {
    now += 1;
    for (let i = 0; i < failuresEach; i++) ejection.failed("ECONNREFUSED", now, now);
    const until = ejection.at(now)?.untilMs ?? Number.NaN;
    const lasted = until - now;
    now = until;
    return lasted;
  });
}

const lengthening = [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300].map((s) => 1000 * s);

describe("ejection by connection failures", () => {
  it("begins with the first one and doubles from 1 s to 30 s", () => {
    const durations = durationsOf(new Ejection(connectionRule), 1, 7);
    expect(durations).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it("says why, since when and until when", () => {
    const ejection = new Ejection(connectionRule);
    expect(ejection.failed("ECONNRESET", 90, 100)).toBe(true);
    expect(ejection.at(1099)).toEqual({
      severity: "hard",
      rule: "connection-failed",
      detail: "ECONNRESET",
      sinceMs: 100,
      untilMs: 1100,
      isRestart: false,
    });
    expect(ejection.at(1100)).toBeNull();
  });

  it("counts the sixteen requests that one crash breaks as one", () => {
    const ejection = new Ejection(connectionRule);
    for (let i = 0; i < 16; i++) ejection.failed("ECONNRESET", 50 + i, 100);
    expect(ejection.at(100)?.untilMs).toBe(1100);
    // Sent before the ejection, broken after it: nothing new either.
    expect(ejection.failed("ECONNRESET", 60, 1200)).toBe(false);
    expect(ejection.at(1200)).toBeNull();
  });

  it("forgets after 30 s in rotation", () => {
    const ejection = new Ejection(connectionRule);
    ejection.failed("ECONNREFUSED", 1, 1);
    ejection.failed("ECONNREFUSED", 2000, 2000);
    expect(ejection.at(2000)?.untilMs).toBe(4000);
    ejection.failed("ECONNREFUSED", 34_001, 34_001);
    expect(ejection.at(34_001)?.untilMs).toBe(35_001);
  });
});

describe("ejection by failed answers", () => {
  it("needs three in a row and lasts 30 s longer each time, 300 s at most", () => {
    expect(durationsOf(new Ejection(answerRule), 3, 12)).toEqual(lengthening);
  });

  it("starts counting again after a good answer", () => {
    const ejection = new Ejection(answerRule);
    ejection.failed("answered 500", 1, 1);
    ejection.failed("answered 500", 2, 2);
    ejection.succeeded();
    expect(ejection.failed("answered 500", 3, 3)).toBe(false);
    expect(ejection.at(3)).toBeNull();
  });
});

describe("ejection by latency", () => {
  it("lasts as long as one by failed answers", () => {
    expect(durationsOf(new Ejection(latencyRule), 1, 12)).toEqual(lengthening);
  });
});
