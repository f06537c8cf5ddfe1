import { describe, expect, it } from "vitest";
import { type Metrics, renderMetrics } from "./metrics.ts";
import { BatchSizes, Sketches } from "./sketches.ts";

async function linesOf(parts: Partial<Metrics<"inference">>): Promise<string[]> {
  const none = { counted: [], gauges: {}, sketches: new Sketches() };
  const text = await renderMetrics({ role: "inference", version: "v1", ...none, ...parts });
  return text.split("\n").filter((line) => line !== "");
}

const outcomes = ["requests", "ok", "client_errors", "server_errors", "refused"];
/** Dashboards and alerts of operators name these. */
const names = {
  inference: {
    counters: [
      ...["addresses", "address_errors", "cache_hits", "batches", "tokens_real", "tokens_padded"],
      ...["engine_restarts", "out_of_memory", "test_requests", ...outcomes],
    ],
    gauges: [
      ...["in_flight", "queue_length", "rss_bytes", "loop_delay_ms_p99", "cache_bytes", "batch_tokens"],
      "tokens_per_second_max",
    ],
  },
  gateway: {
    counters: [
      ...[...outcomes, "retries", "unroutable", "split_requests", "split_fallbacks", "test_requests"],
      ...["bodies_refused", "connections_refused", "without_key", "refused_by_key"],
    ],
    gauges: ["in_flight", "loop_delay_ms_p99", "nodes", "nodes_out", "connections", "body_bytes"],
  },
};

describe("renderMetrics", () => {
  it("writes how many sequences ran together", async () => {
    const batchSizes = new BatchSizes();
    for (const rows of [1, 1, 3, 4, 32, 256]) batchSizes.record(rows);
    const lines = await linesOf({ counted: [{ version: "v1", counts: {}, batchSizes }] });
    const bucket = (le: string) => `meridian_inference_batch_rows_bucket{version="v1",le="${le}"}`;
    expect(lines).toContain(`${bucket("1")} 2`);
    expect(lines).toContain(`${bucket("2")} 2`);
    expect(lines).toContain(`${bucket("4")} 4`);
    expect(lines).toContain(`${bucket("256")} 6`);
    expect(lines).toContain(`${bucket("+Inf")} 6`);
    expect(lines).toContain('meridian_inference_batch_rows_sum{version="v1"} 297');
  });

  it("writes what GPUs tell and leaves out what they do not", async () => {
    const lines = await linesOf({
      gpus: [
        [0, "NVIDIA H100", 31, 5312, 81_559, 42, 187],
        [1, "NVIDIA H100", null, 0, 81_559, 30, null],
      ],
    });
    const own = (gpu: number) => `{version="v1",gpu="${gpu}",name="NVIDIA H100"}`;
    expect(lines.filter((line) => line.includes("gpu_"))).toEqual([
      expect.stringMatching(/^# HELP meridian_inference_gpu_utilisation_percent .+ percent\.$/),
      "# TYPE meridian_inference_gpu_utilisation_percent gauge",
      `meridian_inference_gpu_utilisation_percent${own(0)} 31`,
      expect.stringMatching(/^# HELP meridian_inference_gpu_memory_used_mib .+ MiB\.$/),
      "# TYPE meridian_inference_gpu_memory_used_mib gauge",
      `meridian_inference_gpu_memory_used_mib${own(0)} 5312`,
      `meridian_inference_gpu_memory_used_mib${own(1)} 0`,
      expect.stringMatching(/^# HELP meridian_inference_gpu_memory_total_mib .+ MiB\.$/),
      "# TYPE meridian_inference_gpu_memory_total_mib gauge",
      `meridian_inference_gpu_memory_total_mib${own(0)} 81559`,
      `meridian_inference_gpu_memory_total_mib${own(1)} 81559`,
      expect.stringMatching(/^# HELP meridian_inference_gpu_temperature_celsius .+ Celsius\.$/),
      "# TYPE meridian_inference_gpu_temperature_celsius gauge",
      `meridian_inference_gpu_temperature_celsius${own(0)} 42`,
      `meridian_inference_gpu_temperature_celsius${own(1)} 30`,
      expect.stringMatching(/^# HELP meridian_inference_gpu_power_watts .+ watts\.$/),
      "# TYPE meridian_inference_gpu_power_watts gauge",
      `meridian_inference_gpu_power_watts${own(0)} 187`,
    ]);
  });

  it("writes counters, gauges and classic buckets, the version on every series", async () => {
    const sketches = new Sketches();
    for (const ms of [0.5, 3, 30, 20_000]) sketches.record("run", 'v"1', ms);
    const counted = [{ version: "v1", counts: { cacheHits: 3 } }];
    const lines = await linesOf({ counted, gauges: { queueLength: 2 }, sketches });
    expect(lines).toContain('meridian_inference_cache_hits_total{version="v1"} 3');
    expect(lines).toContain('meridian_inference_queue_length{version="v1"} 2');
    const bucket = (le: string) =>
      `meridian_inference_stage_seconds_bucket{stage="run",version="v\\"1",le="${le}"}`;
    expect(lines).toContain(`${bucket("0.001")} 1`);
    expect(lines).toContain(`${bucket("0.005")} 2`);
    expect(lines).toContain(`${bucket("10")} 3`);
    expect(lines).toContain(`${bucket("+Inf")} 4`);
    expect(lines).toContain('meridian_inference_stage_seconds_count{stage="run",version="v\\"1"} 4');
    expect(lines.every((line) => line.startsWith("#") || line.includes('version="'))).toBe(true);
  });

  it.each(["inference", "gateway"] as const)(
    "keeps the names and labels of the %s role, each with HELP",
    async (role) => {
      const sketches = new Sketches();
      sketches.record("total", "v1", 1);
      const { counters, gauges } = names[role];
      const camel = (name: string) => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
      const values = (list: string[]) => Object.fromEntries(list.map((name) => [camel(name), 1]));
      const batchSizes = role === "inference" ? { batchSizes: new BatchSizes() } : {};
      const text = await renderMetrics({
        ...{ role, version: "v1", sketches, gauges: values(gauges) },
        counted: [{ version: "v1", counts: values(counters), ...batchSizes }],
      });
      const series = [...text.matchAll(/^(?!#)(\w+)\{(.*)\} \S+$/gm)].map(([, name, labels]) => {
        return `${name} ${[...(labels ?? "").matchAll(/(\w+)=/g)].map(([, label]) => label).join(",")}`;
      });
      const histogram = (name: string, labels: string) => [
        ...[`${name}_bucket ${labels},le`, `${name}_sum ${labels}`, `${name}_count ${labels}`],
      ];
      const expected = [
        ...counters.map((name) => `meridian_${role}_${name}_total version`),
        ...gauges.map((name) => `meridian_${role}_${name} version`),
        ...histogram(`meridian_${role}_stage_seconds`, "stage,version"),
        ...(role === "inference" ? histogram("meridian_inference_batch_rows", "version") : []),
      ];
      expect([...new Set(series)].sort()).toEqual(expected.sort());
      const helped = [...text.matchAll(/^# HELP (\w+) \S/gm)].map(([, name]) => name);
      const typed = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name);
      expect(helped).toEqual(typed);
    },
  );
});

it("says who the agent is, for alerts", async () => {
  const agent = { id: "ag_1", name: "eu-node-1", region: { name: "eu-central" } };
  expect(await linesOf({ agent })).toContain(
    'meridian_inference_info{id="ag_1",name="eu-node-1",region="eu-central"} 1',
  );
});
