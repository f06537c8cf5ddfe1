import { describe, expect, it } from "vitest";
import { renderPrometheus } from "./prometheus.ts";
import { Sketches } from "./sketches.ts";

describe("renderPrometheus", () => {
  it("writes counters, gauges and classic buckets, the version on every series", () => {
    const sketches = new Sketches();
    for (const ms of [0.5, 3, 30, 20_000]) sketches.record("run", 'v"1', ms);
    const text = renderPrometheus({
      role: "inference",
      version: "v1",
      counters: { cacheHits: 3 },
      gauges: { queueLength: 2 },
      sketches,
    });
    const lines = text.trimEnd().split("\n");
    expect(lines).toContain('meridian_inference_cache_hits_total{version="v1"} 3');
    expect(lines).toContain('meridian_inference_queue_length{version="v1"} 2');
    const bucket = (le: string) =>
      `meridian_inference_stage_seconds_bucket{stage="run",version="v\\"1",le="${le}"}`;
    expect(lines).toContain(`${bucket("0.001")} 1`);
    expect(lines).toContain(`${bucket("0.005")} 2`);
    expect(lines).toContain(`${bucket("10")} 3`);
    expect(lines).toContain(`${bucket("+Inf")} 4`);
    expect(lines).toContain('meridian_inference_stage_seconds_count{stage="run",version="v\\"1"} 4');
    expect(lines.filter((line) => line.startsWith("# TYPE")).length).toBe(3);
    expect(lines.every((line) => line.startsWith("#") || line.includes('version="'))).toBe(true);
  });
});
