import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { engineChildPids } from "../testing/engine-child-pids.ts";
import { bundledModelsDir, describeModel, testSnapshot } from "../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../testing/serving-node.ts";
import { until } from "../testing/until.ts";

const cycles = 10;
const settledAfter = 2;
/** The weights are 15 MB: keeping half of them would be seen. */
const growthBytesMax = 60 * 2 ** 20;

describe("a version loaded and unloaded again and again", () => {
  let node: ServingNode;
  afterEach(() => node.stop());

  it("gives its memory back", async () => {
    const model = await describeModel(join(bundledModelsDir, "compact"));
    const limits = {
      batchTokensMax: 32,
      queueLengthMax: 100,
      cacheBytes: 1_000_000,
      deadlineMsDefault: 10_000,
    };
    node = await startNode(null);
    const obey = async (cycle: number, models: (typeof model)[]) => {
      await node.plane.apply(testSnapshot(models, { limits, revision: String(cycle) }));
      await until("converged", () => node.plane.outcome().outcome === "converged");
    };
    let settledBytes = 0;
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await obey(cycle, [model]);
      expect((await node.parse([`余杭区文一西路${cycle}号`])).status).toBe(200);
      await obey(cycle, []);
      if (cycle === settledAfter) settledBytes = process.memoryUsage.rss();
    }
    expect(process.memoryUsage.rss() - settledBytes).toBeLessThan(growthBytesMax);
    await until("all engines are gone", async () => (await engineChildPids()).length === 0);
  });
});
