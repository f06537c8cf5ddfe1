import { expect, it } from "vitest";
import type { Evidence } from "../ejection.ts";
import { SlownessTracker } from "../slowness-tracker.ts";
import { Verdict } from "./verdict.ts";

const restarted: Evidence = {
  severity: "hard",
  rule: "not-ready",
  detail: "/readyz answered 503",
  sinceMs: 0,
  untilMs: null,
  isRestart: true,
};

it.each([
  [0, 0.1],
  [6000, 0.1],
  [15_000, 0.25],
  [30_000, 0.5],
  [60_000, 1],
  [600_000, 1],
])("slow start %i ms after a restarted node returned is %d", (sinceMs, share) => {
  const verdict = new Verdict(new SlownessTracker());
  expect(verdict.slowStart(0)).toBe(1);
  verdict.settle(restarted, 0);
  verdict.settle(null, 1000);
  expect(verdict.slowStart(1000 + sinceMs)).toBe(share);
});
