import { isAppError } from "@meridian/contracts/errors";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { randomFrom, settle, SimulatedEngine } from "../../testing/simulated-engine.ts";
import { BatchQueue } from "./batch-queue.ts";
import { CostModel } from "./cost-model.ts";

const budget = 256;
/** The compact model in int8 on one core: a full batch takes 13 ms, its way there and back another. */
const runMsOf = (tokens: number) => 1 + 0.047 * tokens;
const hopMs = 1;
/** What one engine does of the lengths below when its batches are full and hardly mixed. */
const perSecondMax = 700;

type Outcome = { answered: number; late: number; refused: number };

function costOfANodeAtWork(): CostModel {
  const cost = new CostModel();
  for (let tokens = 24; tokens <= budget; tokens += 4) cost.observe(tokens, runMsOf(tokens) + hopMs);
  return cost;
}

/** Poisson arrivals of lengths as addresses have them, a tenth of them long; the machine slows down half way. */
async function overload(perSecond: number, deadlineMs: number, seconds: number): Promise<Outcome> {
  const clock = new FakeClock();
  const random = randomFrom(7);
  const startMs = clock.now();
  const endMs = startMs + seconds * 1000;
  const pace = () => (clock.now() > (startMs + endMs) / 2 ? 1.2 : 1) * (0.8 + 0.4 * random());
  const engine = new SimulatedEngine(clock, (tokens) => runMsOf(tokens) * pace(), hopMs);
  const queue = new BatchQueue<number>({
    clock,
    cost: costOfANodeAtWork(),
    limits: () => ({ batchTokensMax: budget, queueLengthMax: 10_000 }),
    padId: 0,
    widthMax: 128,
    engines: 1,
    run: (batch) => engine.run(batch),
  });
  const outcome: Outcome = { answered: 0, late: 0, refused: 0 };
  const anyLength = () => Math.round(random() < 0.1 ? 30 + 40 * random() : 12 + 16 * random());
  const ask = () => {
    const [length, deadlineAt] = [anyLength(), clock.now() + deadlineMs];
    try {
      queue.admit([length], deadlineAt, "interactive");
    } catch (error) {
      if (!isAppError(error) || error.code !== "OVERLOADED") throw error;
      outcome.refused++;
      return;
    }
    void queue.submit(new Int32Array(length), deadlineAt, "interactive").done.then(
      ({ finishedAt }) => outcome[finishedAt > deadlineAt ? "late" : "answered"]++,
      () => outcome.late++,
    );
  };
  const gapMs = () => (-1000 * Math.log(1 - random())) / perSecond;
  let arrivalMs = startMs + gapMs();
  while (Math.min(arrivalMs, engine.nextEndMs) < Infinity) {
    const nextMs = Math.min(arrivalMs, engine.nextEndMs);
    clock.advance(nextMs - clock.now());
    if (nextMs === arrivalMs) {
      ask();
      arrivalMs = arrivalMs < endMs ? arrivalMs + gapMs() : Infinity;
      await settle();
    } else await engine.finishNext();
  }
  return outcome;
}

describe("admission at twice what the engine can do", () => {
  it.each([200, 1000])("answers what it accepts within %i ms, and as much as can be", async (deadlineMs) => {
    const seconds = 10;
    const { answered, late, refused } = await overload(2 * perSecondMax, deadlineMs, seconds);
    expect(late).toBeLessThan(0.001 * answered);
    expect(refused).toBeGreaterThan(0.3 * answered);
    expect(answered).toBeGreaterThan(0.9 * perSecondMax * seconds);
  });
});
