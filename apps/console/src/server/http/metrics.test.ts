import { expect, test } from "vitest";
import { HubCounters } from "../domains/hub-counters.ts";
import { formatMetrics } from "./metrics.ts";

test("how fast changes converge stands in Prometheus' classic buckets", () => {
  const counters = new HubCounters();
  for (const ms of [8, 40, 40, 900]) counters.convergence.record(ms);
  const lines = formatMetrics(counters, [], []).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "# TYPE meridian_convergence_seconds histogram",
      'meridian_convergence_seconds_bucket{le="0.01"} 1',
      'meridian_convergence_seconds_bucket{le="0.05"} 3',
      'meridian_convergence_seconds_bucket{le="1"} 4',
      'meridian_convergence_seconds_bucket{le="+Inf"} 4',
      "meridian_convergence_seconds_sum 0.988",
      "meridian_convergence_seconds_count 4",
    ]),
  );
});

test("gateways that pick wrong are counted by origin", () => {
  const fault = { gatewayId: "ag_g", targetId: "ag_n", expected: 0.9, observed: 0.5, requests: 2000 };
  const origin = { id: "rg_eu", windowMs: 30_000, picks: [], marks: [], faults: [fault] };
  const lines = formatMetrics(new HubCounters(), [], [origin, { ...origin, id: "rg_us", faults: [] }]).split(
    "\n",
  );
  expect(lines).toContain('meridian_picker_faults{origin="rg_eu"} 1');
  expect(lines).toContain('meridian_picker_faults{origin="rg_us"} 0');
});

test("the open incident stands by its state", () => {
  const counters = new HubCounters();
  counters.incident = "observer";
  const lines = formatMetrics(counters, [], []).split("\n");
  expect(lines).toContain('meridian_incident{state="observer"} 1');
  expect(lines).toContain('meridian_incident{state="confirmed"} 0');
});
