import { encode } from "@msgpack/msgpack";
import { Histogram } from "@meridian/contracts/measure";
import { inferenceStages } from "@meridian/contracts/wire";
import { describe, expect, it } from "vitest";
import { Sketches } from "./sketches.ts";

describe("Sketches", () => {
  it("gives each value once, the stages only when asked, and keeps all since start", () => {
    const sketches = new Sketches();
    sketches.record("total", "v1", 5);
    sketches.record("run", "v1", 4);
    expect(sketches.take(false).map(({ stage }) => stage)).toEqual(["total"]);
    sketches.record("total", "v1", 6);
    const all = sketches.take(true);
    expect(all.map(({ stage, sumMs }) => [stage, sumMs])).toEqual([
      ["total", 6],
      ["run", 4],
    ]);
    expect(sketches.take(true)).toEqual([]);
    expect(sketches.sinceStart().map(({ stage, histogram }) => [stage, histogram.count])).toEqual([
      ["total", 2],
      ["run", 1],
    ]);
  });

  it("merges back to what was recorded", () => {
    const sketches = new Sketches();
    const merged = new Histogram();
    const whole = new Histogram();
    for (let second = 0; second < 20; second++) {
      for (let i = 0; i < 50; i++) {
        const ms = 1 + ((second * 50 + i) % 97);
        sketches.record("total", "v1", ms);
        whole.record(ms);
      }
      for (const { sparse, sumMs } of sketches.take(false)) merged.mergeSparse(sparse, sumMs);
    }
    expect(merged.toSparse()).toEqual(whole.toSparse());
  });

  it("takes less than 1 KB a second for 100 requests of one version", () => {
    const sketches = new Sketches();
    for (let i = 0; i < 100; i++)
      sketches.record("total", "compact", 3 + (i % 40) * 0.9 + (i === 99 ? 200 : 0));
    expect(encode(sketches.take(false)).byteLength).toBeLessThan(500);
    for (const stage of inferenceStages) sketches.record(stage, "compact", 1);
    expect(sketches.take(true)).toHaveLength(inferenceStages.length);
  });
});
