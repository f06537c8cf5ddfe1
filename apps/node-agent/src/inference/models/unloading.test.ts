import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, inject, it } from "vitest";
import { engineChildPids } from "../../testing/engine-child-pids.ts";
import { bundledModelsDir, describeModel, testSnapshot } from "../../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../../testing/serving-node.ts";
import { until } from "../../testing/until.ts";

const weightless = fileURLToPath(new URL("../../testing/weightless-engine.js", import.meta.url));
/** After so many cycles what is loaded once and for all is there. */
const settledAfter = 4;
const cycles = inject("isSoak") ? 50 : 15;
const mebibyte = 2 ** 20;

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What this process holds on to, and what the system gave it for that. */
async function memoryBytes(): Promise<{ retained: number; resident: number }> {
  // What a finaliser lets go of is there for the next collection.
  for (let times = 0; times < 3; times++) {
    collectGarbage();
    await nextTurn();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { retained: heapUsed + external, resident: rss };
}

describe("a version loaded and unloaded again and again", () => {
  let node: ServingNode;
  afterEach(() => node.stop());

  /** By how much this process is larger after `cycles` than when it had settled. */
  async function growthBytes(cycles: number) {
    const model = await describeModel(join(bundledModelsDir, "compact"));
    const limits = {
      batchTokensMax: 32,
      queueLengthMax: 100,
      cacheBytes: 1_000_000,
      deadlineMsDefault: 30_000,
    };
    const obey = async (cycle: number, models: (typeof model)[]) => {
      await node.plane.apply(testSnapshot(models, { limits, revision: String(cycle) }));
      await until("converged", () => node.plane.outcome().outcome === "converged");
    };
    let settled = await memoryBytes();
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await obey(cycle, [model]);
      expect((await node.parse([`余杭区文一西路${cycle}号`])).status).toBe(200);
      await obey(cycle, []);
      if (cycle === settledAfter) settled = await memoryBytes();
    }
    await until("all engines are gone", async () => (await engineChildPids()).length === 0);
    const { retained, resident } = await memoryBytes();
    return { retained: retained - settled.retained, resident: resident - settled.resident };
  }

  // The model's memory is an engine's and ends with it: whatever stays is this process's.
  it("gives its memory back every time", { timeout: 240_000 }, async () => {
    node = await startNode(null, { enginePath: weightless });
    const growth = await growthBytes(cycles);
    expect(growth.retained).toBeLessThan(3 * mebibyte);
    expect(growth.resident).toBeLessThan(60 * mebibyte);
  });

  it("does so with real engines", async () => {
    node = await startNode(null);
    const growth = await growthBytes(settledAfter + 3);
    expect(growth.retained).toBeLessThan(3 * mebibyte);
    expect(growth.resident).toBeLessThan(40 * mebibyte);
  });
});
