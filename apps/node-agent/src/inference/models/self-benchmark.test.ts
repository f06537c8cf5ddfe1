import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineFigures, SelfBenchmark } from "@meridian/contracts/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineChildPids } from "../../testing/engine-child-pids.ts";
import { bundledModelsDir, describeModel, testSnapshot } from "../../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../../testing/serving-node.ts";
import { until } from "../../testing/until.ts";
import { BenchmarkStore } from "./benchmark-store.ts";
import { betterOf } from "./self-benchmark.ts";

const figures = (engines: number, threads: number, addressesPerSecond: number): EngineFigures => ({
  precision: "fp32",
  engines,
  threads,
  addressesPerSecond,
  aloneMs: 5,
});

it("takes two engines only where they do clearly more", () => {
  expect(betterOf([figures(1, 4, 100), figures(2, 2, 109)]).engines).toBe(1);
  expect(betterOf([figures(1, 4, 100), figures(2, 2, 111)]).engines).toBe(2);
  expect(betterOf([figures(1, 4, 100)]).engines).toBe(1);
});

describe("BenchmarkStore", () => {
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "meridian-benchmark-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const subject = {
    digest: "a".repeat(64),
    precisions: ["fp32"],
    providers: ["cpu"],
    cores: 2,
    batchTokens: 256,
  };
  const benchmark: SelfBenchmark = { measured: [figures(1, 2, 100)], proposed: figures(1, 2, 100) };

  it("measures a thing once, another thing anew, and all again after its file was damaged", async () => {
    let runs = 0;
    const measure = async () => {
      runs++;
      return benchmark;
    };
    const obtain = (changes = {}) => new BenchmarkStore(dataDir).obtain({ ...subject, ...changes }, measure);
    expect(await obtain()).toEqual(benchmark);
    expect(await obtain()).toEqual(benchmark);
    expect(runs).toBe(1);
    await obtain({ cores: 4 });
    await obtain();
    expect(runs).toBe(2);
    await writeFile(join(dataDir, "self-benchmarks.json"), "{");
    await obtain();
    expect(runs).toBe(3);
  });
});

describe("a node that measures itself", () => {
  let node: ServingNode;
  afterEach(() => node.stop());

  it("runs in the layout it proposes and reports the figures", async () => {
    const model = await describeModel(join(bundledModelsDir, "compact"));
    const unset = { engines: undefined, engineThreads: undefined };
    node = await startNode(testSnapshot([model]), { hasSelfBenchmark: true, ...unset });
    await until("converged", () => node.plane.outcome().outcome === "converged");
    const effective = node.plane.effective();
    const slot = effective.role === "inference" ? effective.slots[0] : undefined;
    const { engines, threads } = slot?.benchmark?.proposed ?? {};
    expect(slot?.layout).toEqual({ engines, threads });
    expect(slot?.benchmark?.measured.every((one) => one.addressesPerSecond > 0 && one.aloneMs > 0)).toBe(
      true,
    );
    await until("only its engines are left", async () => (await engineChildPids()).length === engines);
  });
});
