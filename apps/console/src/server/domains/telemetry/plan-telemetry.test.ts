import { Histogram } from "@meridian/contracts/measure";
import { expect, test } from "vitest";
import { planTelemetry, type TelemetrySeries } from "./plan-telemetry.ts";

const hourMs = 3_600_000;

/** An agent that counted and answered one request in each window asked for. */
function seriesOf(id: string, regionId: string, version: string): TelemetrySeries {
  return {
    agent: { id, regionId, role: "inference" },
    gauges: { queueLength: 2 },
    mergeLatencies: (into) => {
      const histogram = into.get(version) ?? new Histogram();
      histogram.record(10);
      into.set(version, histogram);
    },
    countersBetween: () => ({ requests: 1, ok: 1 }),
  };
}

const silent: TelemetrySeries = {
  agent: { id: "ag_3", regionId: "rg_2", role: "inference" },
  gauges: {},
  mergeLatencies: () => undefined,
  countersBetween: () => null,
};

test("every 10 s a row per region and version, every minute one per agent, every 5 minutes the long one", () => {
  const series = [seriesOf("ag_1", "rg_1", "a"), seriesOf("ag_2", "rg_1", "b"), silent];
  const rows = (endMs: number) => {
    const { region10s, agent60s, region5m } = planTelemetry(series, endMs);
    return [region10s.length, agent60s.length, region5m.length];
  };
  expect(rows(hourMs + 10_000)).toEqual([3, 0, 0]);
  expect(rows(hourMs + 60_000)).toEqual([3, 4, 0]);
  expect(rows(hourMs)).toEqual([3, 4, 3]);
});

test("counters stand under the empty version, summed over agents; versions count their own requests", () => {
  const series = [seriesOf("ag_1", "rg_1", "a"), seriesOf("ag_2", "rg_1", "a")];
  const { region10s } = planTelemetry(series, hourMs + 10_000);
  const byVersion = Object.fromEntries(region10s.map(({ version, counters }) => [version, counters]));
  expect(byVersion).toEqual({ a: { requests: 2 }, "": { requests: 2, ok: 2 } });
  expect(region10s.map(({ at }) => at.getTime())).toEqual([hourMs, hourMs]);
});
