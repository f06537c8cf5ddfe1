import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModelVersion } from "@meridian/model";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineChildPids } from "../../testing/engine-child-pids.ts";
import { bundledModelsDir, enginePath } from "../../testing/inference-fixture.ts";
import { until } from "../../testing/until.ts";
import { padBatch } from "../queue/padding.ts";
import { EnginePool, type EnginePoolOptions } from "./engine-pool.ts";

const batch = (rows: number) =>
  padBatch(
    Array.from({ length: rows }, () => new Int32Array(24).fill(7)),
    0,
    128,
  );

describe("EnginePool", () => {
  let pool: EnginePool | undefined;
  let restarts: number;
  let downs: boolean[];
  let options: EnginePoolOptions;
  beforeEach(async () => {
    restarts = 0;
    downs = [];
    const version = await readModelVersion(join(bundledModelsDir, "compact"), { verify: false });
    options = {
      path: enginePath,
      engines: 2,
      open: { onnxPath: version.onnxPath("int8"), threads: 1, hasSpinning: false, widthMax: 128 },
      providers: ["cpu"],
      logger: pino({ level: "silent" }),
      onRestart: () => restarts++,
      onDown: (isDown) => downs.push(isDown),
    };
  });
  afterEach(() => pool?.close());

  it("gives each batch to the engine with the least to do", async () => {
    pool = await EnginePool.open(options);
    const finished: string[] = [];
    const run = async (name: string, rows: number) => {
      const { logits } = (await pool?.run(batch(rows), 0)) ?? {};
      finished.push(name);
      return logits?.length;
    };
    const [large, ...small] = await Promise.all([
      run("large", 400),
      ...["a", "b", "c"].map((n) => run(n, 1)),
    ]);
    // Behind the large one, all would have finished after it.
    expect(finished).toEqual(["a", "b", "c", "large"]);
    expect(small).toEqual(Array.from({ length: 3 }, () => (large ?? 0) / 400));
    expect(pool.rssBytes).toBeGreaterThan(0);
  });

  it("goes on with one engine while the other is replaced, and says when there is none", async () => {
    pool = await EnginePool.open(options);
    const [first, second] = await engineChildPids();
    if (first === undefined || second === undefined) throw new Error("expected two engines");
    process.kill(first, "SIGKILL");
    await until("one is being replaced", () => restarts === 1);
    expect((await pool.run(batch(1), 0)).logits.length).toBeGreaterThan(0);
    expect(downs).toEqual([]);
    await until("both are up", async () => (await engineChildPids()).length === 2);
    for (const pid of await engineChildPids()) process.kill(pid, "SIGKILL");
    await until("none, then one again", () => downs.length === 2);
    expect(downs).toEqual([true, false]);
    expect((await pool.run(batch(1), 0)).logits.length).toBeGreaterThan(0);
  });

  it("knows of an engine that was lost while another still opened", async () => {
    const dir = await mkdtemp(join(tmpdir(), "meridian-engines-"));
    const path = fileURLToPath(new URL("../../testing/uneven-engine.js", import.meta.url));
    const open = { ...options.open, onnxPath: join(dir, "any") };
    const opening = EnginePool.open({ ...options, path, open });
    await until("the first is lost", () => restarts === 1);
    await writeFile(join(dir, "go"), "");
    pool = await opening;
    expect((await pool.run(batch(3), 0)).logits).toHaveLength(3);
    await writeFile(join(dir, "again"), "");
    await pool.runOnEach(batch(1));
    expect({ restarts, downs }).toEqual({ restarts: 1, downs: [] });
    await rm(dir, { recursive: true });
  });

  it("leaves no engine behind when it cannot be opened", async () => {
    const open = { ...options.open, onnxPath: join(bundledModelsDir, "compact", "vocab.txt") };
    await expect(EnginePool.open({ ...options, open })).rejects.toMatchObject({
      code: "REFUSED_BY_RULE",
    });
    await until("no engine", async () => (await engineChildPids()).length === 0);
  });
});
