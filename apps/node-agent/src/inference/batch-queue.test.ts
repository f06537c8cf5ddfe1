import { isAppError } from "@meridian/contracts";
import { paddedLength } from "@meridian/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { type BatchOutput, BatchQueue, type BatchQueueOptions, chooseBatch } from "./batch-queue.ts";
import { CostModel } from "./cost-model.ts";
import type { PaddedBatch } from "./padding.ts";

/** Stands where the engine would be: answers a batch, in order, when the test says so. Each row echoes its ids. */
class ManualEngine {
  readonly batches: PaddedBatch[] = [];
  private readonly open: ((error?: Error) => void)[] = [];

  run(batch: PaddedBatch): Promise<BatchOutput<number[]>> {
    this.batches.push(batch);
    const rows = Array.from(batch.lengths, (length, row) =>
      Array.from(batch.ids.subarray(row * batch.width, row * batch.width + length)),
    );
    return new Promise((resolve, reject) => {
      this.open.push((error) => (error ? reject(error) : resolve({ rows, runMs: 5 })));
    });
  }

  get running(): number {
    return this.open.length;
  }

  async finishOne(error?: Error): Promise<void> {
    this.open.shift()?.(error);
    await settle();
  }

  async finishAll(): Promise<void> {
    while (this.open.length > 0) await this.finishOne();
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function createQueue(changes: Partial<BatchQueueOptions<number[]>> = {}) {
  const clock = new FakeClock();
  const engine = new ManualEngine();
  const cost = new CostModel();
  const limits = { batchTokensMax: 64, queueLengthMax: 100 };
  const queue = new BatchQueue<number[]>({
    clock,
    cost,
    limits: () => limits,
    padId: 0,
    widthMax: 128,
    run: (batch) => engine.run(batch),
    ...changes,
  });
  return { queue, clock, engine, cost, limits };
}
const ids = (length: number, value = 1) => new Int32Array(length).fill(value);
const codeOf = (error: unknown) => (isAppError(error) ? error.code : error);

describe("BatchQueue", () => {
  it("answers every sequence once, with its own row, within the budget", async () => {
    const anyCall = fc.record({
      length: fc.integer({ min: 1, max: 128 }),
      deadlineMs: fc.integer({ min: 1, max: 1000 }),
      isBulk: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 100 }), async (calls) => {
        const { queue, clock, engine, limits } = createQueue();
        const answers = calls.map(
          ({ length, deadlineMs, isBulk }, i) =>
            queue.submit(ids(length, i + 1), clock.now() + deadlineMs, isBulk ? "bulk" : "interactive").done,
        );
        await settle();
        await engine.finishAll();
        const rows = (await Promise.all(answers)).map(({ row }) => row);
        expect(rows).toEqual(calls.map(({ length }, i) => Array(length).fill(i + 1)));
        expect(engine.batches.reduce((sum, batch) => sum + batch.rows, 0)).toBe(calls.length);
        for (const { rows: count, width } of engine.batches) {
          expect(count === 1 || count * width <= limits.batchTokensMax).toBe(true);
        }
        expect(queue.length).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it("starts at once, holds one batch ready and forms the next when one is done", async () => {
    const { queue, clock, engine } = createQueue();
    const submit = () => queue.submit(ids(8), clock.now() + 1000, "interactive");
    submit();
    await settle();
    submit();
    await settle();
    submit();
    submit();
    await settle();
    expect(engine.running).toBe(2);
    await engine.finishOne();
    expect(engine.batches.map(({ rows }) => rows)).toEqual([1, 1, 2]);
  });

  it("takes the oldest deadline first, bulk behind interactive but never for ever", async () => {
    const { queue, clock, engine, limits } = createQueue();
    limits.batchTokensMax = 32;
    const submit = (value: number, deadlineMs: number, priority: "interactive" | "bulk") =>
      queue.submit(ids(30, value), clock.now() + deadlineMs, priority);
    submit(1, 500, "bulk");
    submit(2, 900, "interactive");
    submit(3, 300, "interactive");
    submit(4, 15_000, "interactive");
    await settle();
    await engine.finishAll();
    expect(engine.batches.map(({ ids: [first] }) => first)).toEqual([3, 2, 1, 4]);
  });

  it("drops callers that left and deadlines that passed before they cost anything", async () => {
    const { queue, clock, engine } = createQueue();
    const blockers = [queue.submit(ids(60), clock.now() + 5000, "interactive")];
    await settle();
    blockers.push(queue.submit(ids(60), clock.now() + 5000, "interactive"));
    await settle();
    const late = queue.submit(ids(8), clock.now() + 100, "interactive");
    const gone = queue.submit(ids(8), clock.now() + 5000, "interactive");
    gone.abandon();
    clock.advance(200);
    const outcomes = Promise.allSettled([late.done, gone.done]);
    await engine.finishAll();
    for (const outcome of await outcomes) {
      expect(outcome.status === "rejected" && codeOf(outcome.reason)).toBe("TIMEOUT");
    }
    expect(engine.batches).toHaveLength(2);
  });

  it("gives a batch's failure to those in it and goes on", async () => {
    const { queue, clock, engine } = createQueue();
    const first = queue.submit(ids(60), clock.now() + 1000, "interactive");
    await settle();
    const second = queue.submit(ids(60), clock.now() + 1000, "interactive");
    await settle();
    const failed = expect(first.done).rejects.toThrow("broken");
    await engine.finishOne(new Error("broken"));
    await failed;
    await engine.finishAll();
    await expect(second.done).resolves.toMatchObject({ runMs: 5 });
  });

  it("refuses what does not fit the queue or cannot make its deadline, once it can tell", () => {
    const { queue, clock, cost, limits } = createQueue();
    const refusalOf = (lengths: number[], deadlineMs: number) => {
      try {
        queue.admit(lengths, clock.now() + deadlineMs);
        return null;
      } catch (error) {
        return codeOf(error);
      }
    };
    expect(refusalOf(Array(100).fill(8), 1)).toBeNull();
    expect(refusalOf(Array(101).fill(8), 60_000)).toBe("OVERLOADED");
    for (let i = 0; i < 50; i++) cost.observe(64, 100);
    expect(refusalOf([64, 64], 150)).toBe("OVERLOADED");
    expect(refusalOf([64, 64], 250)).toBeNull();
    limits.queueLengthMax = 1;
    expect(refusalOf([8, 8], 60_000)).toBe("OVERLOADED");
  });

  it("finishes what it has when closed and takes nothing new", async () => {
    const { queue, clock, engine } = createQueue();
    const last = queue.submit(ids(8), clock.now() + 1000, "interactive");
    await settle();
    const closed = queue.close();
    expect(() => queue.admit([8], clock.now() + 1000)).toThrow(/unloaded/);
    await engine.finishAll();
    await closed;
    await expect(last.done).resolves.toBeDefined();
  });
});

describe("chooseBatch", () => {
  it("starts with the first, prefers near lengths and keeps the budget", () => {
    const window = [20, 100, 22, 9, 24, 23].map((length) => ({ ids: ids(length) }));
    expect(chooseBatch(window, 96).map(({ ids: { length } }) => length)).toEqual([20, 22, 23, 24]);
  });

  it("always takes the first, even when it alone exceeds the budget", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 128 }), { maxLength: 300 }),
        fc.nat(512),
        (lengths, max) => {
          const window = lengths.map((length) => ({ ids: ids(length) }));
          const chosen = chooseBatch(window, max);
          expect(chosen[0]).toBe(window[0]);
          expect(new Set(chosen).size).toBe(chosen.length);
          const longest = Math.max(0, ...chosen.map(({ ids: { length } }) => length));
          expect(chosen.length <= 1 || paddedLength(longest) * chosen.length <= max).toBe(true);
        },
      ),
    );
  });
});
