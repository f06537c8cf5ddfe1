import { bandStages, type StageTimes } from "@meridian/contracts/measure";
import { expect, it } from "vitest";
import { renderMetrics } from "../telemetry/metrics.ts";
import { InferenceMeter } from "./inference-meter.ts";

const stages = Object.fromEntries(bandStages.map((stage) => [stage, 1])) as StageTimes;
const answer = (meter: InferenceMeter, version: string, times = 1) => {
  for (let i = 0; i < times; i++) {
    meter.countAnswer(200, version);
    meter.recordStages(version, stages, 9);
    meter.countBatch(version, { rows: 2, real: 30, padded: 32 });
  }
};
const linesOf = async (meter: InferenceMeter, version: string) => {
  const counted = meter.byVersion([version]);
  const text = await renderMetrics({
    role: "inference",
    version,
    counted,
    gauges: {},
    sketches: meter.sketches,
  });
  return text.split("\n").filter((line) => !line.startsWith("#"));
};
const sumOf = (lines: string[], name: string) =>
  lines
    .filter((line) => line.startsWith(`${name}{`))
    .reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);

it("counts a request once over a rollout and back, under the version that served it", async () => {
  const meter = new InferenceMeter();
  answer(meter, "v1", 100);
  expect(await linesOf(meter, "v1")).toContain('meridian_inference_requests_total{version="v1"} 100');
  answer(meter, "v2", 40);
  answer(meter, "v1", 10);
  for (const now of ["v1", "v2"]) {
    const lines = await linesOf(meter, now);
    expect(lines).toContain('meridian_inference_requests_total{version="v1"} 110');
    expect(lines).toContain('meridian_inference_requests_total{version="v2"} 40');
    expect(sumOf(lines, "meridian_inference_requests_total")).toBe(150);
    expect(sumOf(lines, "meridian_inference_batch_rows_count")).toBe(150);
    expect(sumOf(lines, "meridian_inference_tokens_padded_total")).toBe(150 * 32);
  }
});

it("keeps what no version served apart, and shows a version that served nothing yet", async () => {
  const meter = new InferenceMeter();
  meter.countAnswer(400, "");
  const lines = await linesOf(meter, "v1");
  expect(lines).toContain('meridian_inference_client_errors_total{version=""} 1');
  expect(lines).toContain('meridian_inference_client_errors_total{version="v1"} 0');
});

it("forgets a version some time after it was unloaded, but never what was counted in all", () => {
  const meter = new InferenceMeter();
  for (let round = 0; round < 50; round++) {
    const nowMs = round * 300_000;
    answer(meter, `v${round}`, 10);
    meter.keepOnly(new Set([`v${round}`]), nowMs);
    meter.keepOnly(new Set(), nowMs + 60_000);
    expect(meter.byVersion().map(({ version }) => version)).toContain(`v${round}`);
    meter.keepOnly(new Set(), nowMs + 200_000);
  }
  expect(meter.byVersion()).toEqual([]);
  expect(meter.sketches.sinceStart()).toEqual([]);
  expect(meter.counters()).toMatchObject({ requests: 500, tokensPadded: 500 * 32 });
});

it("a version that comes back while it is remembered counts on", () => {
  const meter = new InferenceMeter();
  answer(meter, "v1", 10);
  meter.keepOnly(new Set(["v1"]), 0);
  meter.keepOnly(new Set(["v2"]), 100_000);
  answer(meter, "v1", 5);
  meter.keepOnly(new Set(["v1"]), 110_000);
  meter.keepOnly(new Set(["v1"]), 1_000_000);
  expect(meter.byVersion()).toMatchObject([{ version: "v1", counts: { requests: 15 } }]);
});
