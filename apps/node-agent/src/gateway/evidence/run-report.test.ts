import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { serverTiming } from "../../telemetry/stage-clock.ts";
import { readNodeReport } from "./run-report.ts";

const head = (timing: string, tokens = "96") => ({
  "server-timing": timing,
  "x-meridian-batch-tokens": tokens,
  "x-meridian-version": "mgeo-1",
  "x-meridian-precision": "int8",
});

describe("readNodeReport", () => {
  it("reads the node's total and its run", () => {
    const timing = "tokenise;dur=0.2, queue;dur=0.41, run;dur=6.02, remainder;dur=0, total;dur=7.1";
    const run = { version: "mgeo-1/int8", batchTokens: 96, runMs: 6.02 };
    expect(readNodeReport(head(timing))).toEqual({ nodeMs: 7.1, run });
    expect(readNodeReport(head("run;dur=6.02, total;dur=7.1"))).toEqual({ nodeMs: 7.1, run });
  });

  it("knows of no run without a batch, and of nothing without times", () => {
    expect(readNodeReport({ "server-timing": "run;dur=0, total;dur=0.3" })).toEqual({
      nodeMs: 0.3,
      run: null,
    });
    expect(readNodeReport(head("prerun;dur=1"))).toEqual({ nodeMs: null, run: null });
    expect(readNodeReport({})).toEqual({ nodeMs: null, run: null });
  });

  it("takes whatever a node sends", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (timing, tokens) => {
        const { nodeMs, run } = readNodeReport(head(timing, tokens));
        expect(nodeMs ?? 0).toBeGreaterThanOrEqual(0);
        expect(run?.runMs ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("reads back what a node writes", () => {
    const ms = fc.integer({ min: 0, max: 1_000_000 }).map((us) => us / 1000);
    fc.assert(
      fc.property(ms, ms, (runMs, nodeMs) => {
        const report = readNodeReport(head(serverTiming([["run", runMs], ["total", nodeMs]]))); // prettier-ignore
        expect(report).toMatchObject({ nodeMs, run: { runMs } });
      }),
    );
  });
});
