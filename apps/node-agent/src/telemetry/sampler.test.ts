import { decode, encode } from "@msgpack/msgpack";
import { bandStages, StageBreakdown } from "@meridian/contracts/measure";
import { type GpuReading, TelemetryFrame } from "@meridian/contracts/wire";
import { expect, it } from "vitest";
import { InferenceMeter } from "../inference/inference-meter.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { Sampler } from "./sampler.ts";

const noFrame = () => undefined;
const frameBytesMax = 1024;

const gpusEverySeconds = 10;
const gpus = Array.from({ length: 8 }, (_, i): GpuReading => {
  return [i, "NVIDIA H100 80GB HBM3", 97, 71_234, 81_559, 68, 699];
});

/** A node of 8 GPUs that answers 100 requests a second whose totals lie far apart. */
function busyNode() {
  const clock = new FakeClock();
  const meter = new InferenceMeter();
  const answer = (i: number) => {
    const queue = (i * 37) % 83;
    const times = {
      accept: 0.2,
      queue,
      tokenise: 0.1,
      run: 6 + (i % 17),
      decode: 0.1,
      serialise: 0.05,
      remainder: 0.3,
    };
    const totalMs = bandStages.reduce((sum, stage) => sum + times[stage], 0);
    meter.countAnswer(200, "compact-b");
    meter.countBatch("compact-b", { rows: 1 + (i % 32), real: 120, padded: 128 });
    meter.recordStages("compact-b", times, totalMs);
  };
  let samples = 0;
  const sample = (withStages: boolean) => ({
    counters: meter.counters(),
    gauges: {
      inFlight: 3,
      queueLength: 12,
      rssBytes: 512_345_678,
      loopDelayMsP99: 1.27,
      cacheBytes: 1_234_567,
    },
    histograms: meter.sketches.take(withStages),
    batchRows: meter.batchSizes.counts,
    ...(withStages ? { bands: meter.takeBreakdown() } : {}),
    ...(samples++ % gpusEverySeconds === 0 ? { gpus } : {}),
  });
  const second = () => {
    for (let i = 0; i < 100; i++) answer(i);
    clock.advance(1000);
  };
  const sampler = new Sampler({ plane: { sample }, clock, bootId: "0".repeat(36), send: noFrame });
  return { sampler, second };
}

it("sends at most 1 KB a second for 100 requests/s of one version, all of its bands and 8 GPUs", () => {
  const { sampler, second } = busyNode();
  const bands = new StageBreakdown();
  const withGpus: TelemetryFrame[] = [];
  for (let seconds = 0; seconds < 28; seconds++) {
    second();
    const bytes = encode(sampler.frame());
    expect(bytes.byteLength).toBeLessThanOrEqual(frameBytesMax);
    const frame = TelemetryFrame.parse(decode(bytes));
    for (const [, bucket, count, sumsUs] of frame.bands ?? []) bands.add(bucket, count, sumsUs);
    if (frame.gpus) withGpus.push(frame);
  }
  expect(withGpus.map((frame) => frame.gpus)).toEqual([gpus, gpus, gpus]);
  expect(withGpus.some((frame) => frame.bands)).toBe(false);
  expect(bands.count).toBe(1900);
});
