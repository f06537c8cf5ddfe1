import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latencyOutliers } from "./latency-outliers.ts";
import { SlownessTracker } from "./slowness-tracker.ts";

type Batch = { runMs: number; wayMs?: number; batchTokens?: number; version?: string };

/** A node after `times` batches of one request each. */
function trackerAfter(
  times: number,
  { runMs, wayMs = 1, batchTokens = 24, version = "v1" }: Batch,
): SlownessTracker {
  const slowness = new SlownessTracker();
  for (let i = 0; i < times; i++) {
    const request = { sentAtMs: 1000 * i, bytes: 200 };
    slowness.sent(request);
    const nodeMs = runMs + 0.3;
    // Runs are told apart by their time.
    const run = { version, batchTokens, runMs: runMs + i * 1e-6 };
    slowness.answered(request, {
      ...{ nowMs: 1000 * i + nodeMs + wayMs, upstreamMs: nodeMs + wayMs, nodeMs, run },
    });
  }
  return slowness;
}

const outliers = (...trackers: SlownessTracker[]) =>
  latencyOutliers(trackers.map((tracker, node) => ({ node, tracker }))).map(({ node }) => node);
const usual = () => trackerAfter(100, { runMs: 20 });

describe("latencyOutliers", () => {
  it("names the node that takes more than three times as long, and how much longer", () => {
    const slow = trackerAfter(100, { runMs: 79 });
    const trackers = [usual(), slow, usual()].map((tracker, node) => ({ node, tracker }));
    expect(latencyOutliers(trackers)).toEqual([{ node: 1, slowness: expect.closeTo(80 / 21, 3) }]);
    expect(outliers(usual(), trackerAfter(100, { runMs: 61 }), usual())).toEqual([]);
  });

  it("says nothing of fewer than three nodes, nor of fewer than a hundred batches", () => {
    const slow = trackerAfter(100, { runMs: 200 });
    expect(outliers(usual(), slow)).toEqual([]);
    expect(outliers(usual(), slow, trackerAfter(99, { runMs: 20 }))).toEqual([]);
    expect(outliers(usual(), usual(), trackerAfter(99, { runMs: 200 }))).toEqual([]);
  });

  it("counts the way, and nothing that nobody would notice", () => {
    expect(outliers(usual(), usual(), trackerAfter(100, { runMs: 20, wayMs: 100 }))).toEqual([2]);
    const quick = () => trackerAfter(100, { runMs: 1 });
    expect(outliers(quick(), quick(), trackerAfter(100, { runMs: 50 }))).toEqual([]);
  });

  it("compares a version with itself, and a batch with others of its size", () => {
    const other = trackerAfter(100, { runMs: 200, version: "v2" });
    expect(outliers(usual(), usual(), usual(), other)).toEqual([]);
    const large = trackerAfter(100, { runMs: 120, batchTokens: 256 });
    expect(outliers(usual(), usual(), large)).toEqual([]);
  });

  it("never takes a node for an outlier that became slow: it is h that sees this", () => {
    const slowness = usual();
    for (let i = 0; i < 200; i++) {
      const request = { sentAtMs: 200_000 + 1000 * i, bytes: 200 };
      slowness.sent(request);
      const run = { version: "v1", batchTokens: 24, runMs: 400 + i * 1e-6 };
      slowness.answered(request, { nowMs: request.sentAtMs + 401, upstreamMs: 401, nodeMs: 400, run });
    }
    expect(outliers(usual(), usual(), slowness)).toEqual([]);
  });

  it("waits for as many batches again once it is told to forget", () => {
    const slow = trackerAfter(100, { runMs: 200 });
    slow.forgetLatest();
    expect(outliers(usual(), usual(), slow)).toEqual([]);
  });

  it("never names more than half of the nodes", () => {
    const runMs = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(fc.array(runMs, { maxLength: 7 }), (runs) => {
        const found = outliers(...runs.map((ms) => trackerAfter(100, { runMs: ms })));
        expect(found.length).toBeLessThanOrEqual(runs.length / 2);
      }),
    );
  });
});
