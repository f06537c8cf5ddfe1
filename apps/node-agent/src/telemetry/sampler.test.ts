import { decode, encode } from "@msgpack/msgpack";
import { bandStages, StageBands, TelemetryFrame } from "@meridian/contracts";
import { expect, it } from "vitest";
import { InferenceMeter } from "../inference/inference-meter.ts";
import { FakeClock } from "../testing/fake-clock.ts";
import { Sampler } from "./sampler.ts";

const noFrame = () => undefined;
const frameBytesMax = 1024;

/** A node that answers 100 requests a second whose totals lie far apart. */
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
    meter.countAnswer(200);
    meter.countBatch({ real: 120, padded: 128 });
    meter.recordStages("compact-b", times, totalMs);
  };
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
    ...(withStages ? { bands: meter.takeBands() } : {}),
  });
  const second = () => {
    for (let i = 0; i < 100; i++) answer(i);
    clock.advance(1000);
  };
  const sampler = new Sampler({ plane: { sample }, clock, bootId: "0".repeat(36), send: noFrame });
  return { sampler, second };
}

it("sends at most 1 KB a second for 100 requests/s of one version, and all of its bands", () => {
  const { sampler, second } = busyNode();
  const bands = new StageBands();
  for (let seconds = 0; seconds < 28; seconds++) {
    second();
    const bytes = encode(sampler.frame());
    expect(bytes.byteLength).toBeLessThanOrEqual(frameBytesMax);
    const frame = TelemetryFrame.parse(decode(bytes));
    for (const [, bucket, count, sumsUs] of frame.bands ?? []) bands.add(bucket, count, sumsUs);
  }
  expect(bands.count).toBe(1900);
});
