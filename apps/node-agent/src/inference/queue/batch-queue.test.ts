import { isAppError } from "@meridian/contracts/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { type BatchOutput, BatchQueue, type BatchQueueOptions } from "./batch-queue.ts";
import { CostModel } from "./cost-model.ts";
import { EngineGoneError } from "../engine/engine-process.ts";
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
      this.open.push((error) => (error ? reject(error) : resolve({ rows, runMs: 5, occupiedMs: 5 })));
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

type Held = {
  batch: PaddedBatch;
  resolve: (output: BatchOutput<number[]>) => void;
  reject: (e: Error) => void;
};

/** Engines that die over a batch with a poisoned sequence, and take along what waits behind it. */
class DyingEngines {
  private readonly held: Held[][];

  constructor(
    count: number,
    private readonly isPoison: (value: number) => boolean,
  ) {
    this.held = Array.from({ length: count }, () => []);
  }

  run(batch: PaddedBatch): Promise<BatchOutput<number[]>> {
    const shortest = this.held.reduce((a, b) => (b.length < a.length ? b : a));
    return new Promise((resolve, reject) => shortest.push({ batch, resolve, reject }));
  }

  /** Ends the run of the busiest engine; false when none has work. */
  step(): boolean {
    const engine = this.held.reduce((a, b) => (b.length > a.length ? b : a));
    const [first] = engine;
    if (!first) return false;
    const { ids, rows, width } = first.batch;
    const values = Array.from({ length: rows }, (_, row) => [ids[row * width] ?? 0]);
    if (!values.some(([value = 0]) => this.isPoison(value))) {
      engine.shift();
      first.resolve({ rows: values, runMs: 5, occupiedMs: 5 });
    } else {
      for (const held of engine.splice(0)) held.reject(new EngineGoneError("died", held === first));
    }
    return true;
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
    engines: 1,
    run: (batch) => engine.run(batch),
    ...changes,
  });
  return { queue, clock, engine, cost, limits };
}
const ids = (length: number, value = 1) => new Int32Array(length).fill(value);
const nameOf = (error: unknown) => (isAppError(error) ? error.code : error instanceof Error && error.name);
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
    expect([queue.length, queue.waiting]).toEqual([2, 3]);
    await engine.finishOne();
    expect(engine.batches.map(({ rows }) => rows)).toEqual([1, 1, 2]);
    expect([queue.length, queue.waiting]).toEqual([0, 2]);
    await engine.finishAll();
    expect(queue.waiting).toBe(0);
  });

  it("takes the oldest deadline first, bulk behind interactive and never in one batch with it", async () => {
    const { queue, clock, engine, limits } = createQueue();
    limits.batchTokensMax = 96;
    const submit = (value: number, deadlineMs: number, priority: "interactive" | "bulk") =>
      queue.submit(ids(30, value), clock.now() + deadlineMs, priority);
    submit(1, 500, "bulk");
    for (const [value, deadlineMs] of [
      [2, 900],
      [3, 300],
      [4, 700],
      [5, 15_000],
    ] as const)
      // prettier-ignore
      submit(value, deadlineMs, "interactive");
    await settle();
    await engine.finishAll();
    const firsts = engine.batches.map(({ ids, rows, width }) =>
      Array.from({ length: rows }, (_, row) => ids[row * width]),
    );
    expect(firsts).toEqual([[3, 4, 2], [5], [1]]);
  });

  it("keeps two batches in the hands of each engine", async () => {
    const { queue, clock, engine } = createQueue({ engines: 3 });
    for (let i = 0; i < 20; i++) queue.submit(ids(60), clock.now() + 1000, "bulk");
    await settle();
    expect(engine.running).toBe(6);
    await engine.finishOne();
    expect(engine.running).toBe(6);
  });

  it("admits interactive requests as if no bulk waited", () => {
    const { queue, clock, cost } = createQueue();
    for (let i = 0; i < 50; i++) cost.observe(64, 100);
    for (let i = 0; i < 20; i++) queue.submit(ids(64), clock.now() + 60_000, "bulk");
    const admit = (priority: "interactive" | "bulk") => () => queue.admit([64], clock.now() + 500, priority);
    expect(admit("interactive")).not.toThrow();
    expect(admit("bulk")).toThrow(/deadline/);
  });

  it("runs a sequence under the earliest order, the latest deadline and the higher priority of its callers", async () => {
    const { queue, clock, engine } = createQueue();
    const submit = (value: number, deadlineMs: number, priority: "interactive" | "bulk") =>
      queue.submit(ids(60, value), clock.now() + deadlineMs, priority);
    submit(1, 1000, "interactive");
    await settle();
    submit(2, 1000, "interactive");
    await settle();
    submit(3, 1000, "interactive");
    const shared = submit(4, 100, "bulk");
    queue.join(shared, clock.now() + 2000, "interactive");
    clock.advance(500);
    await engine.finishAll();
    expect(engine.batches.map(({ ids: [first] }) => first)).toEqual([1, 2, 4, 3]);
    await expect(shared.done).resolves.toBeDefined();
  });

  it("drops callers that left and deadlines that passed before they cost anything", async () => {
    const { queue, clock, engine } = createQueue();
    const blockers = [queue.submit(ids(60), clock.now() + 5000, "interactive")];
    await settle();
    blockers.push(queue.submit(ids(60), clock.now() + 5000, "interactive"));
    await settle();
    const late = queue.submit(ids(8), clock.now() + 100, "interactive");
    const gone = queue.submit(ids(8), clock.now() + 5000, "interactive");
    queue.abandon(gone);
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
    const refusalOf = (
      lengths: number[],
      deadlineMs: number,
      priority: "interactive" | "bulk" = "interactive",
    ) => {
      try {
        queue.admit(lengths, clock.now() + deadlineMs, priority);
        return null;
      } catch (error) {
        return codeOf(error);
      }
    };
    expect(refusalOf(Array(100).fill(8), 1)).toBeNull();
    expect(refusalOf(Array(101).fill(8), 60_000)).toBe("OVERLOADED");
    expect(refusalOf(Array(51).fill(8), 60_000, "bulk")).toBe("OVERLOADED");
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
    expect(() => queue.admit([8], clock.now() + 1000, "bulk")).toThrow(/unloaded/);
    await engine.finishAll();
    await closed;
    await expect(last.done).resolves.toBeDefined();
  });
});

describe("BatchQueue when an engine dies", () => {
  const gone = (wasRunning: boolean) => new EngineGoneError("ended by SIGKILL", wasRunning);

  it("runs what died alone, and what waited behind it as before", async () => {
    const { queue, clock, engine } = createQueue();
    const submit = (value: number) => queue.submit(ids(30, value), clock.now() + 1000, "interactive");
    const tickets = [submit(1), submit(2), submit(3), submit(4)];
    await settle();
    await engine.finishOne(gone(true));
    await engine.finishOne(gone(false));
    await engine.finishAll();
    expect(engine.batches.map(({ rows }) => rows)).toEqual([2, 2, 1, 1, 2]);
    for (const { done } of tickets) await expect(done).resolves.toBeDefined();
  });

  it("runs nothing beside a sequence on trial", async () => {
    const { queue, clock, engine } = createQueue({ engines: 2 });
    for (let i = 0; i < 12; i++) queue.submit(ids(60), clock.now() + 1000, "interactive");
    await settle();
    for (let i = 0; i < 4; i++) await engine.finishOne(gone(i === 0));
    expect(engine.running).toBe(1);
    await engine.finishOne();
    expect(engine.running).toBe(4);
  });

  it("gives up on a sequence that it loses again and again without having run it", async () => {
    const { queue, clock, engine } = createQueue();
    const { done } = queue.submit(ids(8), clock.now() + 1000, "interactive");
    const refused = expect(done).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await settle();
    for (let i = 0; i < 3; i++) await engine.finishOne(gone(false));
    await refused;
    expect(queue.length).toBe(0);
  });

  it("tells the sequences that kill engines from all others, whatever stands beside them", async () => {
    const anyCase = fc.record({
      engines: fc.integer({ min: 1, max: 3 }),
      calls: fc.array(fc.record({ length: fc.integer({ min: 1, max: 60 }), isPoison: fc.boolean() }), {
        minLength: 1,
        maxLength: 40,
      }),
    });
    await fc.assert(
      fc.asyncProperty(anyCase, async ({ engines, calls }) => {
        const isPoison = (value: number) => calls[value - 1]?.isPoison ?? false;
        const pool = new DyingEngines(engines, isPoison);
        const { queue, clock } = createQueue({ engines, run: (batch) => pool.run(batch) });
        const outcomes = Promise.allSettled(
          calls.map(({ length }, i) => queue.submit(ids(length, i + 1), clock.now() + 1000, "bulk").done),
        );
        await settle();
        while (pool.step()) await settle();
        const isOnlyOne = calls.filter((call) => call.isPoison).length === 1;
        (await outcomes).forEach((outcome, i) => {
          const end = outcome.status === "fulfilled" ? "answered" : nameOf(outcome.reason);
          if (isPoison(i + 1))
            expect(["InputCrashedError", ...(isOnlyOne ? [] : ["UNAVAILABLE"])]).toContain(end);
          else expect(["answered", ...(isOnlyOne ? [] : ["UNAVAILABLE"])]).toContain(end);
        });
        expect(queue.length).toBe(0);
      }),
      { numRuns: 100 },
    );
  });
});
