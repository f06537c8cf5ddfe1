import { breakdownByVersion, type StageBand } from "@meridian/contracts/measure";
import { batchRowsBounds, type TelemetryFrame } from "@meridian/contracts/wire";
import { expect, test } from "vitest";
import { WorkRing } from "./work-ring.ts";

const minuteMs = 60_000;
const startMs = 1_000_000 * minuteMs;
const band = (version: string, count: number): StageBand => [version, 3, count, [0, 10, 0, 90, 0, 0, 0]];
const rows = (first: number) => batchRowsBounds.map((_, i) => (i === 0 ? first : 0));

function frame(more: Partial<TelemetryFrame>): TelemetryFrame {
  return { bootId: "a", seq: 0, uptimeMs: 0, counters: {}, gauges: {}, histograms: [], ...more };
}

test("an hour is kept, minute by minute, and versions are kept apart", () => {
  const ring = new WorkRing();
  for (let minute = 0; minute < 90; minute++) {
    const atMs = startMs + minute * minuteMs;
    for (const version of ["a", "a", "b"]) ring.record(frame({ bands: [band(version, 1)] }), atMs);
  }
  const nowMs = startMs + 89.5 * minuteMs;
  const counts = (minutes: number) =>
    [...breakdownByVersion(ring.over(minutes, nowMs).bands)].map(([version, { count }]) => [version, count]);
  expect(counts(1)).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  expect(counts(15)).toEqual([
    ["a", 30],
    ["b", 15],
  ]);
  expect(counts(60)).toEqual(counts(1000));
  expect(counts(60)[0]).toEqual(["a", 120]);
  expect(ring.over(15, nowMs + 20 * minuteMs).bands).toEqual([]);
});

test("batches are counted from the first frame on, through lost frames and restarts", () => {
  const ring = new WorkRing();
  ring.record(frame({ batchRows: rows(500) }), startMs);
  ring.record(frame({ batchRows: rows(503) }), startMs + 1000);
  ring.record(frame({ batchRows: rows(510) }), startMs + minuteMs);
  ring.record(frame({ bootId: "b", batchRows: rows(4) }), startMs + minuteMs + 1000);
  ring.record(frame({ bootId: "b", batchRows: rows(5) }), startMs + minuteMs + 3000);
  expect(ring.over(2, startMs + minuteMs).batchRows).toEqual(rows(3 + 7 + 4 + 1));
  expect(ring.over(1, startMs + minuteMs).batchRows).toEqual(rows(7 + 4 + 1));
});

test("a reading of GPUs stands until the next, or until the process starts anew", () => {
  const ring = new WorkRing();
  const gpu = [0, "NVIDIA H100", 97, 71_234, 81_559, 68, 699] as const;
  const shown = () => ring.over(1, startMs).gpus;
  ring.record(frame({ gpus: [[...gpu]] }), startMs);
  ring.record(frame({}), startMs);
  expect(shown()).toEqual([gpu]);
  ring.record(frame({ gpus: [] }), startMs);
  expect(shown()).toEqual([]);
  ring.record(frame({ gpus: [[...gpu]] }), startMs);
  ring.record(frame({ bootId: "b" }), startMs);
  expect(shown()).toEqual([]);
});
