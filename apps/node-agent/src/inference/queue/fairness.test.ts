import { describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { randomFrom, settle, SimulatedEngine } from "../../testing/simulated-engine.ts";
import { BatchQueue } from "./batch-queue.ts";
import { CostModel } from "./cost-model.ts";

const budget = 256;
/** A batch of n padded tokens, as int8 on two cores (SERVING.md, section 1). */
const runMsOf = (tokens: number) => 2.6 + 0.19 * tokens;
const fullBatchMs = runMsOf(budget);

type Scenario = { interactivePerMs: number; bulkWaiting: number; untilMs: number };
type Outcome = { interactiveWaitsMs: number[]; bulkAnswered: number; longestBulkGapMs: number };

/** Poisson arrivals of interactive addresses beside a stock of bulk that is kept filled. */
async function simulate({ interactivePerMs, bulkWaiting, untilMs }: Scenario): Promise<Outcome> {
  const clock = new FakeClock();
  const engine = new SimulatedEngine(clock, runMsOf);
  const queue = new BatchQueue<number>({
    clock,
    cost: new CostModel(),
    limits: () => ({ batchTokensMax: budget, queueLengthMax: 100_000 }),
    padId: 0,
    widthMax: 128,
    engines: 1,
    run: (batch) => engine.run(batch),
  });
  const random = randomFrom(7);
  const outcome: Outcome = { interactiveWaitsMs: [], bulkAnswered: 0, longestBulkGapMs: 0 };
  const anyIds = () => new Int32Array(10 + Math.floor(random() * random() * 50));
  const startMs = clock.now();
  let bulkAtMs = startMs;
  const submitBulk = () => {
    const ticket = queue.submit(new Int32Array(26), clock.now() + 3_600_000, "bulk");
    void ticket.done.then(({ finishedAt }) => {
      outcome.bulkAnswered++;
      outcome.longestBulkGapMs = Math.max(outcome.longestBulkGapMs, finishedAt - bulkAtMs);
      bulkAtMs = finishedAt;
      submitBulk();
    });
  };
  for (let i = 0; i < bulkWaiting; i++) submitBulk();
  const gapMs = () => -Math.log(1 - random()) / interactivePerMs;
  let arrivalMs = startMs + gapMs();
  while (clock.now() - startMs < untilMs) {
    const nextMs = Math.min(arrivalMs, engine.nextEndMs);
    clock.advance(nextMs - clock.now());
    if (nextMs === arrivalMs) {
      const cameMs = arrivalMs;
      const ticket = queue.submit(anyIds(), cameMs + 10_000, "interactive");
      void ticket.done.then(({ finishedAt }) => outcome.interactiveWaitsMs.push(finishedAt - cameMs), () => undefined); // prettier-ignore
      arrivalMs += gapMs();
      await settle();
    } else await engine.finishNext();
  }
  return outcome;
}

const p99 = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0;

describe("interactive and bulk requests at one engine", () => {
  it.each([
    ["a few", 0.02],
    ["half of what the engine can do", 0.09],
    ["most of what the engine can do", 0.14],
  ])("adds two batch times at most to the interactive p99 at %s", async (_, interactivePerMs) => {
    const untilMs = 30_000;
    const alone = await simulate({ interactivePerMs, bulkWaiting: 0, untilMs });
    const beside = await simulate({ interactivePerMs, bulkWaiting: 500, untilMs });
    const addedMs = p99(beside.interactiveWaitsMs) - p99(alone.interactiveWaitsMs);
    expect(addedMs).toBeLessThanOrEqual(2 * fullBatchMs);
    expect(beside.bulkAnswered).toBeGreaterThan(0);
  });

  it("gives bulk a batch after sixteen of interactive, at twice what the engine can do", async () => {
    const { bulkAnswered, longestBulkGapMs } = await simulate({
      interactivePerMs: 0.4,
      bulkWaiting: 500,
      untilMs: 30_000,
    });
    expect(bulkAnswered).toBeGreaterThan(100);
    // Its own run, and one batch that was prefetched already.
    expect(longestBulkGapMs).toBeLessThanOrEqual((16 + 2) * fullBatchMs);
  });
});
