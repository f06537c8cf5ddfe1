import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latencyOutliers } from "./latency-outliers.ts";
import { NodePace } from "./node-pace.ts";

type Batch = { runMs: number; wayMs?: number; batchTokens?: number; version?: string };

/** A node after `times` batches of one request each. */
function paceAfter(times: number, { runMs, wayMs = 1, batchTokens = 24, version = "v1" }: Batch): NodePace {
  const pace = new NodePace();
  for (let i = 0; i < times; i++) {
    const request = { sentAtMs: 1000 * i, bytes: 200 };
    pace.sent(request);
    const nodeMs = runMs + 0.3;
    // Runs are told apart by their time.
    const run = { version, batchTokens, runMs: runMs + i * 1e-6 };
    pace.answered(request, {
      ...{ nowMs: 1000 * i + nodeMs + wayMs, upstreamMs: nodeMs + wayMs, nodeMs, run },
    });
  }
  return pace;
}

const outliers = (...paces: NodePace[]) =>
  latencyOutliers(paces.map((pace, node) => ({ node, pace }))).map(({ node }) => node);
const usual = () => paceAfter(100, { runMs: 20 });

describe("latencyOutliers", () => {
  it("names the node that takes more than three times as long, and how much longer", () => {
    const slow = paceAfter(100, { runMs: 79 });
    const paces = [usual(), slow, usual()].map((pace, node) => ({ node, pace }));
    expect(latencyOutliers(paces)).toEqual([{ node: 1, ratio: expect.closeTo(80 / 21, 3) }]);
    expect(outliers(usual(), paceAfter(100, { runMs: 61 }), usual())).toEqual([]);
  });

  it("says nothing of fewer than three nodes, nor of fewer than a hundred batches", () => {
    const slow = paceAfter(100, { runMs: 200 });
    expect(outliers(usual(), slow)).toEqual([]);
    expect(outliers(usual(), slow, paceAfter(99, { runMs: 20 }))).toEqual([]);
    expect(outliers(usual(), usual(), paceAfter(99, { runMs: 200 }))).toEqual([]);
  });

  it("counts the way, and nothing that nobody would notice", () => {
    expect(outliers(usual(), usual(), paceAfter(100, { runMs: 20, wayMs: 100 }))).toEqual([2]);
    const quick = () => paceAfter(100, { runMs: 1 });
    expect(outliers(quick(), quick(), paceAfter(100, { runMs: 50 }))).toEqual([]);
  });

  it("compares a version with itself, and a batch with others of its size", () => {
    const other = paceAfter(100, { runMs: 200, version: "v2" });
    expect(outliers(usual(), usual(), usual(), other)).toEqual([]);
    const large = paceAfter(100, { runMs: 120, batchTokens: 256 });
    expect(outliers(usual(), usual(), large)).toEqual([]);
  });

  it("never takes a node for an outlier that became slow: it is h that sees this", () => {
    const pace = usual();
    for (let i = 0; i < 200; i++) {
      const request = { sentAtMs: 200_000 + 1000 * i, bytes: 200 };
      pace.sent(request);
      const run = { version: "v1", batchTokens: 24, runMs: 400 + i * 1e-6 };
      pace.answered(request, { nowMs: request.sentAtMs + 401, upstreamMs: 401, nodeMs: 400, run });
    }
    expect(outliers(usual(), usual(), pace)).toEqual([]);
  });

  it("waits for as many batches again once it is told to forget", () => {
    const slow = paceAfter(100, { runMs: 200 });
    slow.forgetLatest();
    expect(outliers(usual(), usual(), slow)).toEqual([]);
  });

  it("never names more than half of the nodes", () => {
    const runMs = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(fc.array(runMs, { maxLength: 7 }), (runs) => {
        const found = outliers(...runs.map((ms) => paceAfter(100, { runMs: ms })));
        expect(found.length).toBeLessThanOrEqual(runs.length / 2);
      }),
    );
  });
});
