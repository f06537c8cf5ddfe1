import { describe, expect, it } from "vitest";
import { BatchSizes } from "./batch-sizes.ts";
import { type Metrics, renderPrometheus } from "./prometheus.ts";
import { Sketches } from "./sketches.ts";

function linesOf(parts: Partial<Metrics>): string[] {
  const none = { role: "inference", version: "v1", counters: {}, gauges: {}, sketches: new Sketches() };
  return renderPrometheus({ ...none, ...parts })
    .trimEnd()
    .split("\n");
}

describe("renderPrometheus", () => {
  it("writes how many sequences ran together", () => {
    const batchSizes = new BatchSizes();
    for (const rows of [1, 1, 3, 4, 32, 256]) batchSizes.record(rows);
    const lines = linesOf({ batchSizes });
    const bucket = (le: string) => `meridian_inference_batch_rows_bucket{version="v1",le="${le}"}`;
    expect(lines).toContain(`${bucket("1")} 2`);
    expect(lines).toContain(`${bucket("2")} 2`);
    expect(lines).toContain(`${bucket("4")} 4`);
    expect(lines).toContain(`${bucket("256")} 6`);
    expect(lines).toContain(`${bucket("+Inf")} 6`);
    expect(lines).toContain('meridian_inference_batch_rows_sum{version="v1"} 297');
  });

  it("writes what GPUs tell and leaves out what they do not", () => {
    const lines = linesOf({
      gpus: [
        [0, "NVIDIA H100", 31, 5312, 81_559, 42, 187],
        [1, "NVIDIA H100", null, 0, 81_559, 30, null],
      ],
    });
    const own = (gpu: number) => `{version="v1",gpu="${gpu}",name="NVIDIA H100"}`;
    expect(lines.filter((line) => line.includes("gpu_"))).toEqual([
      "# TYPE meridian_inference_gpu_utilisation_percent gauge",
      `meridian_inference_gpu_utilisation_percent${own(0)} 31`,
      "# TYPE meridian_inference_gpu_memory_used_mib gauge",
      `meridian_inference_gpu_memory_used_mib${own(0)} 5312`,
      `meridian_inference_gpu_memory_used_mib${own(1)} 0`,
      "# TYPE meridian_inference_gpu_memory_total_mib gauge",
      `meridian_inference_gpu_memory_total_mib${own(0)} 81559`,
      `meridian_inference_gpu_memory_total_mib${own(1)} 81559`,
      "# TYPE meridian_inference_gpu_temperature_celsius gauge",
      `meridian_inference_gpu_temperature_celsius${own(0)} 42`,
      `meridian_inference_gpu_temperature_celsius${own(1)} 30`,
      "# TYPE meridian_inference_gpu_power_watts gauge",
      `meridian_inference_gpu_power_watts${own(0)} 187`,
    ]);
  });

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
