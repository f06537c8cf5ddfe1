import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { ParseStreamLine } from "@meridian/contracts/wire";
import { createEncoder, type ModelVersion, readModelVersion } from "@meridian/model";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { bundledModelsDir } from "../../testing/inference-fixture.ts";
import { until } from "../../testing/until.ts";
import { BatchQueue } from "../queue/batch-queue.ts";
import { CostModel } from "../queue/cost-model.ts";
import type { PaddedBatch } from "../queue/padding.ts";
import { ParseStream } from "./parse-stream.ts";
import { ResultCache } from "./result-cache.ts";
import { type Span, Tagger } from "./tagger.ts";

describe("ParseStream", () => {
  let version: ModelVersion;
  let queue: BatchQueue<Float32Array>;
  let tagger: Tagger;
  let cost: CostModel;
  let finish: (() => void)[];
  let caller: AbortController;
  const clock = new FakeClock();
  beforeAll(async () => {
    version = await readModelVersion(join(bundledModelsDir, "compact"), { verify: false });
  });
  beforeEach(() => {
    finish = [];
    cost = new CostModel();
    caller = new AbortController();
    const encoder = createEncoder(version);
    queue = new BatchQueue<Float32Array>({
      clock,
      cost,
      limits: () => ({ batchTokensMax: 256, queueLengthMax: 1000 }),
      padId: encoder.padId,
      widthMax: 128,
      engines: 1,
      run: ({ rows, width }: PaddedBatch) =>
        new Promise((resolve) => {
          const row = () => new Float32Array(width * version.labels.length);
          finish.push(() => resolve({ rows: Array.from({ length: rows }, row), runMs: 1, occupiedMs: 1 }));
        }),
    });
    const cache = new ResultCache<readonly Span[]>(0, () => 0);
    tagger = new Tagger({ versionKey: "v", labels: version.labels, encoder, queue, cache, clock });
  });

  const node = { id: "ag_1", name: "node-1", region: "home" };
  const answeredBy = { requestId: "r", version: "v", digest: "d", precision: "fp32", node };
  const textOf = (i: number) => `${String.fromCodePoint(0x4e00 + (i % 5000))}路${"东".repeat(i % 7)}`;
  const streamOf = (count: number, deadlineMs = 600_000) =>
    new ParseStream(
      {
        requestId: "r",
        receivedAt: 0,
        addresses: Array.from({ length: count }, (_, i) => textOf(i)),
        version: undefined,
        deadlineMs,
        priority: "bulk",
        isExplained: false,
        include: null,
        signal: caller.signal,
      },
      {
        tagger,
        clock,
        answeredBy,
        failureOf: (error) => ({ error: { code: "failed", message: String(error) } }),
        onSettled: () => undefined,
      },
    );
  const parsed = (chunks: string) =>
    chunks
      .trimEnd()
      .split("\n")
      .map((line) => ParseStreamLine.parse(JSON.parse(line)));
  const runAll = async () => {
    while (finish.length > 0) {
      for (const one of finish.splice(0)) one();
      await nextTurn();
    }
  };

  it("answers each address once", async () => {
    let chunks = "";
    const read = async () => {
      for await (const chunk of streamOf(1500).lines()) chunks += chunk;
      return true;
    };
    const reading = read();
    while (!(await Promise.race([reading, nextTurn(false)]))) await runAll();
    const seen = parsed(chunks).flatMap((line) => ("index" in line ? [line.index] : []));
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 1500 }, (_, i) => i));
  });

  it("takes nothing more out of its list while nobody reads", async () => {
    const lines = streamOf(5000).lines()[Symbol.asyncIterator]();
    const first = lines.next();
    await until("a batch is formed", () => finish.length > 0);
    void runAll();
    await first;
    await runAll();
    await nextTurn();
    expect(queue.length).toBe(0);
    await lines.return?.();
  });

  it("gives an error to each address that its deadline leaves over, answered or not begun", async () => {
    let chunks = "";
    for await (const chunk of streamOf(2000, 50).lines()) chunks += chunk;
    const lines = parsed(chunks);
    expect(lines).toHaveLength(2001);
    expect(lines.filter((line) => "error" in line && line.error.code === "deadline")).toHaveLength(2000);
    expect(lines.at(-1)).toMatchObject({ summary: { addresses: 2000, errors: 2000 } });
    await runAll();
    expect(queue.length).toBe(0);
  });

  it("is refused when all of it cannot be done by its deadline", () => {
    for (let i = 0; i < 50; i++) cost.observe(256, 50);
    expect(() => streamOf(5000, 60_000).admit()).not.toThrow();
    expect(() => streamOf(5000, 1000).admit()).toThrow(/deadline/);
  });

  it("leaves nothing in the queue when its caller hangs up", async () => {
    const lines = streamOf(2000).lines()[Symbol.asyncIterator]();
    const first = lines.next();
    await until("it waits", () => queue.length > 0);
    caller.abort();
    expect((await first).done).toBe(true);
    expect(queue.length).toBe(0);
  });
});
