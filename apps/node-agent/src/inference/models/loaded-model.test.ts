import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { engineChildPids } from "../../testing/engine-child-pids.ts";
import { bundledModelsDir, describeModel, testSnapshot } from "../../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../../testing/serving-node.ts";
import { until } from "../../testing/until.ts";

const batchTokensMax = 8192;
/** Less than the first batch takes. */
const moreBytes = 40 * 2 ** 20;

/** No allocation of the process may exceed what it has now by more than `bytes`. */
async function limitMemory(pid: number, bytes: number): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kilobytes = Number(/VmData:\s+(\d+)/.exec(status)?.[1]);
  await promisify(execFile)("prlimit", ["--pid", String(pid), `--data=${kilobytes * 1024 + bytes}`]);
}

type Shortage = { name: string; enginePath?: string; limit: (pid: number) => Promise<void> };

/** An engine that says so itself; where the system can take memory from a process, a real one too. */
const shortages: Shortage[] = [
  {
    name: "that has no memory for large batches",
    enginePath: fileURLToPath(new URL("../../testing/starved-engine.js", import.meta.url)),
    limit: async () => undefined,
  },
];
if (process.platform === "linux") {
  shortages.push({ name: "that gets no more memory", limit: (pid) => limitMemory(pid, moreBytes) });
}

describe.each(shortages)("an engine $name", ({ limit, ...engineOf }) => {
  let node: ServingNode;
  afterEach(() => node.stop());

  async function runningEngine(): Promise<number> {
    const [engine] = await engineChildPids();
    if (engine === undefined) throw new Error("expected a running engine");
    return engine;
  }

  async function answersAll(): Promise<void> {
    const long = "浙江省杭州市余杭区文一西路".repeat(9);
    const addresses = Array.from({ length: 56 }, (_, i) => `${long.slice(0, i)}村${long.slice(i)}`);
    const answer = await node.parse(addresses);
    expect(answer.status).toBe(200);
    const { results } = (await answer.json()) as { results: { elements?: unknown[] }[] };
    expect(results.filter(({ elements }) => elements && elements.length > 0)).toHaveLength(56);
  }

  it("answers a batch in parts that fit, keeps later ones small and says so", async () => {
    const model = await describeModel(join(bundledModelsDir, "compact"));
    // However long a batch takes, only memory limits it.
    const deadlineMsDefault = 600_000;
    const limits = { batchTokensMax: 64, queueLengthMax: 2000, cacheBytes: 0, deadlineMsDefault };
    node = await startNode(testSnapshot([model], { limits }), engineOf);
    await until("converged", () => node.plane.outcome().outcome === "converged");
    await node.plane.apply(testSnapshot([model], { revision: "2", limits: { ...limits, batchTokensMax } }));

    // It may be V8 that asks for memory first: that kills the engine, and the next one has no limit.
    let isLimited = false;
    for (let tries = 0; tries < 5 && !isLimited; tries++) {
      const engine = await runningEngine();
      await limit(engine);
      await answersAll();
      isLimited = (await runningEngine()) === engine;
    }
    const { counters, gauges } = node.plane.sample(false);
    expect(counters?.outOfMemory).toBeGreaterThan(0);
    expect(gauges?.batchTokens).toBeLessThan(batchTokensMax);
    const effective = node.plane.effective();
    expect(effective.role === "inference" && effective.slots[0]).toMatchObject({
      status: "ready",
      reason: expect.stringMatching(/^memory ran out: batches of \d+ tokens instead of 8192$/),
    });
  });
});
