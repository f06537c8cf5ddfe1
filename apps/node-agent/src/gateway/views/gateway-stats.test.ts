import { expect, it } from "vitest";
import { Histogram } from "@meridian/contracts/measure";
import { GatewayStats } from "./gateway-stats.ts";

const failures = [503, 500, 504, 429, 400, 413];

it("takes percentiles of answered requests alone, and counts all", () => {
  const stats = new GatewayStats();
  const end = (status: number, ms: number) => {
    stats.began();
    stats.ended(status, ms);
  };
  for (let i = 0; i < 20; i++) end(200, 12);
  for (const status of failures) end(status, status === 504 ? 5000 : 0.2);
  const total = new Histogram();
  for (const { sparse, sumMs } of stats.sketches.take(true)) total.mergeSparse(sparse, sumMs);
  expect(total.count).toBe(20);
  expect(total.quantile(0.05)).toBeCloseTo(12, 0);
  expect(total.quantile(0.95)).toBeCloseTo(12, 0);
  expect(stats.counters).toMatchObject({
    ...{ requests: 26, ok: 20, serverErrors: 3, refused: 1, clientErrors: 2 },
  });
  expect(stats.inFlight).toBe(0);
});
