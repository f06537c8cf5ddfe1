import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ConsoleCounters } from "../../../domains/console-counters.ts";
import { createLogger } from "../../../boot/logger.ts";
import { WriteQueue } from "./write-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const writeMs = 10;

/** Writers that take some time, keep a list of what they wrote at once, and choke on what is bad. */
function setUp() {
  const database = { isUp: true };
  const counters = new ConsoleCounters();
  const isDatabaseUp = () => Promise.resolve(database.isUp);
  const queue = new WriteQueue({ isDatabaseUp, counters, logger: createLogger("silent") });
  const written: string[] = [];
  const write = async (texts: readonly string[]) => {
    await new Promise((resolve) => setTimeout(resolve, writeMs));
    if (!database.isUp) throw new Error("connection refused");
    if (texts.some((text) => text.startsWith("bad"))) throw new Error("violates a constraint");
    written.push(texts.join("+"));
  };
  const settle = () => vi.advanceTimersByTimeAsync(10_000);
  return { database, counters, queue, written, write, settle };
}

test("what comes while a write is under way is written together, lanes in turns", async () => {
  const { queue, written, write, settle } = setUp();
  const [acks, events] = [queue.lane("acks", write), queue.lane("events", write, { atOnce: 1 })];
  for (const key of ["a", "b", "c"]) {
    acks(key, `ack-${key}`);
    events(key, `event-${key}`);
  }
  await settle();
  expect(written).toEqual(["ack-a", "event-a", "ack-b+ack-c", "event-b", "event-c"]);
});

test("while the database is away the newest input per key is kept, and written when it is back", async () => {
  const { database, counters, queue, written, write, settle } = setUp();
  const put = queue.lane("acks", write);
  database.isUp = false;
  put("a", "a1");
  put("b", "b1");
  await settle();
  put("a", "a2");
  database.isUp = true;
  await settle();
  expect(written.join("+").split("+").toSorted()).toEqual(["a2", "b1"]);
  expect(counters.writesRetried).toBeGreaterThan(0);
});

test("an input that fails although the database answers is dropped alone", async () => {
  const { queue, written, write, settle } = setUp();
  const put = queue.lane("acks", write);
  for (const key of ["first", "good", "bad", "better"]) put(key, key);
  await settle();
  expect(written).toEqual(["first", "good", "better"]);
});
