import { beforeEach, expect, it } from "vitest";
import { pino } from "pino";
import { LoopWatch } from "./loop-watch.ts";

let nowMs: number;
let lines: { msg: string; loop: string; forMs?: number }[];
let watch: LoopWatch;
beforeEach(() => {
  nowMs = 0;
  lines = [];
  const logger = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  watch = new LoopWatch(logger, { uptimeMs: () => nowMs });
});
const told = () => lines.map(({ msg, loop }) => `${msg}: ${loop}`);

it("tells of a turn that takes too long, once, and that it goes on again", () => {
  watch.began("relay");
  nowMs = 8_000;
  watch.check();
  expect(watch.standing()).toEqual([]);
  for (nowMs of [9_000, 10_000]) watch.check();
  expect(watch.standing()).toEqual([{ name: "relay", forMs: 10_000 }]);
  expect(told()).toEqual(["a loop stands: relay"]);
  watch.ended("relay", 500);
  expect(watch.standing()).toEqual([]);
  expect(told().at(-1)).toBe("a loop goes on again: relay");
});

it("tells of a turn that does not come, not of one that is not due", () => {
  watch.began("retention", 60_000);
  nowMs = 59_000;
  expect(watch.standing()).toEqual([]);
  watch.ended("retention", 600_000);
  nowMs += 607_000;
  expect(watch.standing()).toEqual([]);
  nowMs += 2_000;
  expect(watch.standing()).toEqual([{ name: "retention", forMs: 9_000 }]);
  watch.forget("retention");
  expect(watch.standing()).toEqual([]);
});
