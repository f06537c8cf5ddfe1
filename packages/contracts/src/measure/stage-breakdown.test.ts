import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandStages, StageBand, StageBreakdown, type StageTimes } from "./stage-breakdown.ts";

const us = fc.integer({ min: 0, max: 60_000_000 });
const times: fc.Arbitrary<StageTimes> = fc
  .record({ accept: us, queue: us, tokenise: us, run: us, decode: us, serialise: us, remainder: us })
  .map((all) => ({
    accept: all.accept / 1000,
    queue: all.queue / 1000,
    tokenise: all.tokenise / 1000,
    run: all.run / 1000,
    decode: all.decode / 1000,
    serialise: all.serialise / 1000,
    remainder: all.remainder / 1000,
  }));
const none: StageTimes = {
  accept: 0,
  queue: 0,
  tokenise: 0,
  run: 0,
  decode: 0,
  serialise: 0,
  remainder: 0,
};

function recorded(requests: readonly StageTimes[]): StageBreakdown {
  const bands = new StageBreakdown();
  for (const request of requests) bands.record(request);
  return bands;
}

function merge(into: StageBreakdown, from: StageBreakdown): StageBreakdown {
  for (const [, bucket, count, sumsUs] of from.take("v")) into.add(bucket, count, sumsUs);
  return into;
}

describe("StageBreakdown", () => {
  it("finds what only the slowest wait for", () => {
    const bands = recorded([
      ...Array.from({ length: 95 }, () => ({ ...none, queue: 1, run: 9 })),
      ...Array.from({ length: 5 }, () => ({ ...none, queue: 91, run: 9 })),
    ]);
    const slowest = bands.mean(0.95, 1);
    expect(slowest?.stagesMs.queue).toBeCloseTo(91, 6);
    expect(slowest?.stagesMs.run).toBeCloseTo(9, 6);
    expect(bands.mean(0, 1)).toMatchObject({ requests: 100, totalMs: 14.5, stagesMs: { queue: 5.5 } });
    expect(new StageBreakdown().mean(0.95, 1)).toBeNull();
  });

  it("has means that sum to the total, in every band", () => {
    fc.assert(
      fc.property(
        fc.array(times, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 0, max: 99 }),
        (all, from) => {
          const mean = recorded(all).mean(from / 100, 1);
          const sum = bandStages.reduce((ms, stage) => ms + (mean?.stagesMs[stage] ?? NaN), 0);
          expect(Math.abs(sum - (mean?.totalMs ?? NaN))).toBeLessThan(1e-6);
        },
      ),
    );
  });

  it("merges by adding: two nodes' bands are the bands of all their requests", () => {
    fc.assert(
      fc.property(fc.array(times, { maxLength: 40 }), fc.array(times, { maxLength: 40 }), (one, other) => {
        const merged = merge(recorded(one), recorded(other)).take("v");
        expect(merged).toEqual(recorded([...one, ...other]).take("v"));
        for (const band of merged) expect(StageBand.safeParse(band).success).toBe(true);
        expect(merged.length).toBeLessThanOrEqual(61);
      }),
    );
  });
});
