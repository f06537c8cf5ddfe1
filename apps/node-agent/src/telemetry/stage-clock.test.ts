import { describe, expect, it } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { serverTiming, StageClock } from "./stage-clock.ts";

describe("StageClock", () => {
  it("shows what no stage explains as the remainder", () => {
    const clock = new FakeClock();
    const stages = new StageClock<"run" | "decode">(clock);
    stages.time("decode", () => clock.advance(2));
    stages.add("run", 5);
    stages.time("decode", () => clock.advance(1));
    clock.advance(7);
    const { stages: spent, remainderMs, totalMs } = stages.finish();
    expect([...spent]).toEqual([
      ["decode", 3],
      ["run", 5],
    ]);
    expect({ remainderMs, totalMs }).toEqual({ remainderMs: 2, totalMs: 10 });
  });

  it("counts from when the request arrived", () => {
    const clock = new FakeClock();
    const receivedAt = clock.now();
    clock.advance(4);
    const stages = new StageClock<"accept">(clock, receivedAt);
    stages.add("accept", stages.now() - receivedAt);
    expect(stages.finish()).toMatchObject({ remainderMs: 0, totalMs: 4 });
  });

  it("never shows a negative time", () => {
    const stages = new StageClock<"run">(new FakeClock());
    stages.add("run", -3);
    expect(stages.finish()).toMatchObject({ remainderMs: 0, totalMs: 0 });
  });
});

describe("serverTiming", () => {
  it("writes ms with at most three digits after the point", () => {
    expect(
      serverTiming([
        ["queue", 0],
        ["run", 6.02049],
      ]),
    ).toBe("queue;dur=0.000, run;dur=6.020");
  });
});
