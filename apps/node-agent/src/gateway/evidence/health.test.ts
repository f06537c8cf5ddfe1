import { describe, expect, it } from "vitest";
import { ProbeHealth, type ProbeResult } from "./health.ts";

const good: ProbeResult = { outcome: "good" };
const bad: ProbeResult = { outcome: "bad", detail: "/readyz: ECONNREFUSED" };
const notReady: ProbeResult = { outcome: "not-ready", detail: "/readyz answered 503" };

function healthAfter(...results: ProbeResult[]): ProbeHealth {
  const health = new ProbeHealth();
  results.forEach((result, index) => health.record(result, index));
  return health;
}

describe("ProbeHealth", () => {
  it("starts healthy", () => {
    expect(new ProbeHealth().evidence).toBeNull();
  });

  it("falls at the third bad probe in a row", () => {
    expect(healthAfter(bad, bad).evidence).toBeNull();
    expect(healthAfter(bad, bad, good, bad, bad).evidence).toBeNull();
    expect(healthAfter(bad, bad, bad).evidence).toMatchObject({
      severity: "hard",
      rule: "probes-failed",
      detail: "/readyz: ECONNREFUSED",
      sinceMs: 2,
    });
  });

  it("falls at once when the node says that it is not ready", () => {
    expect(healthAfter(good, notReady).evidence).toMatchObject({
      rule: "not-ready",
      isRestart: true,
      sinceMs: 1,
    });
  });

  it("rises at the second good probe in a row", () => {
    expect(healthAfter(notReady, good).evidence).not.toBeNull();
    expect(healthAfter(notReady, good, bad, good).evidence).not.toBeNull();
    expect(healthAfter(notReady, good, good).evidence).toBeNull();
  });

  it("keeps since when it is down while the reason changes", () => {
    expect(healthAfter(bad, bad, bad, notReady).evidence).toMatchObject({ rule: "not-ready", sinceMs: 2 });
  });

  it("tells of a changed verdict only", () => {
    const health = new ProbeHealth();
    const told = [bad, bad, bad, bad, good, good, good].map((result) => health.record(result, 0));
    expect(told).toEqual([false, false, true, false, false, true, false]);
  });

  it("probes faster while an answer would change the verdict, with jitter", () => {
    const steady = healthAfter(good);
    expect(steady.nextProbeInMs(1000, () => 0)).toBeCloseTo(800);
    expect(steady.nextProbeInMs(1000, () => 1)).toBeCloseTo(1200);
    expect(healthAfter(bad).nextProbeInMs(1000, () => 0.5)).toBeCloseTo(250);
    expect(healthAfter(bad, bad, bad).nextProbeInMs(1000, () => 0.5)).toBeCloseTo(1000);
    expect(healthAfter(notReady, good).nextProbeInMs(1000, () => 0.5)).toBeCloseTo(250);
  });
});
