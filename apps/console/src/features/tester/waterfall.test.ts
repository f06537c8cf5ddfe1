import { bandStages } from "@meridian/contracts/measure";
import { describe, expect, it } from "vitest";
import { messagesByLocale } from "@/i18n/messages.ts";
import { parseServerTiming, waterfall } from "./waterfall.ts";

const header =
  "accept;dur=0.25, queue;dur=0.5, tokenise;dur=0.25, run;dur=6, decode;dur=0.25, serialise;dur=0.25, " +
  "remainder;dur=0.5, total;dur=8, " +
  "gateway-pick;dur=0.125, gateway-connect;dur=0, gateway-upstream;dur=9, gateway-total;dur=9.5";

describe("parseServerTiming", () => {
  it("reads names and durations", () => {
    expect(parseServerTiming(header).get("gateway-upstream")).toBe(9);
  });

  it.each(["", "cache", "x;desc=hit", "x;dur=soon", ";dur=1", "x;dur=-1"])("leaves out %j", (entry) => {
    expect(parseServerTiming(entry).size).toBe(0);
  });
});

describe("waterfall", () => {
  it("explains the whole round trip, each stage after the one before", () => {
    const { totalMs, bars } = waterfall(parseServerTiming(header), 12);
    expect(totalMs).toBe(12);
    expect(bars.map(({ stage, startMs, durationMs }) => [stage, startMs, durationMs])).toEqual([
      ["link", 0, 2.5],
      ["pick", 2.5, 0.125],
      ["connect", 2.625, 0],
      ["network", 2.625, 1],
      ["accept", 3.625, 0.25],
      ["tokenise", 3.875, 0.25],
      ["queue", 4.125, 0.5],
      ["run", 4.625, 6],
      ["decode", 10.625, 0.25],
      ["serialise", 10.875, 0.25],
      ["nodeRemainder", 11.125, 0.5],
      ["gatewayRemainder", 11.625, 0.375],
    ]);
  });

  it("draws every stage of a node, each with a word in both languages", () => {
    const timing = new Map<string, number>(bandStages.map((stage, i) => [stage, i + 1]));
    const { bars } = waterfall(new Map([...timing, ["total", 28]]), 28);
    const drawn = bars.filter(({ where }) => where === "node").map(({ durationMs }) => durationMs);
    expect(drawn.toSorted((a, b) => a - b)).toEqual(bandStages.map((_stage, i) => i + 1));
    for (const { tester } of Object.values(messagesByLocale)) {
      expect(Object.keys(tester.stage)).toEqual(expect.arrayContaining(bars.map(({ stage }) => stage)));
    }
  });

  it("has no negative bars when clocks disagree", () => {
    const { bars, totalMs } = waterfall(parseServerTiming(header), 5);
    expect(Math.min(...bars.map(({ durationMs }) => durationMs))).toBe(0);
    expect(totalMs).toBe(9.5);
  });

  it("puts everything on the way when nothing was timed", () => {
    const { bars } = waterfall(new Map(), 4);
    expect(bars.filter(({ durationMs }) => durationMs > 0)).toEqual([
      { stage: "link", where: "console", kind: "network", startMs: 0, durationMs: 4 },
    ]);
  });
});
