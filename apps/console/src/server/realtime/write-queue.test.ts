import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HubCounters } from "../hub-counters.ts";
import { createLogger } from "../logger.ts";
import { WriteQueue } from "./write-queue.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const database = { isUp: true };
  const counters = new HubCounters();
  const isDatabaseUp = () => Promise.resolve(database.isUp);
  const queue = new WriteQueue({ isDatabaseUp, counters, logger: createLogger("silent") });
  const written: string[] = [];
  const write = (text: string) => () => {
    if (!database.isUp) return Promise.reject(new Error("connection refused"));
    written.push(text);
    return Promise.resolve();
  };
  return { database, counters, queue, written, write };
}

test("while the database is away the newest write per key is kept, and done when it is back", async () => {
  const { database, counters, queue, written, write } = setUp();
  database.isUp = false;
  queue.put("a", write("a1"));
  queue.put("b", write("b1"));
  await vi.advanceTimersByTimeAsync(10_000);
  queue.put("a", write("a2"));
  database.isUp = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(written.toSorted()).toEqual(["a2", "b1"]);
  expect(counters.writesRetried).toBeGreaterThan(0);
});

test("a write that fails although the database answers is dropped, and the next is done", async () => {
  const { queue, written, write } = setUp();
  queue.put("bad", () => Promise.reject(new Error("violates a constraint")));
  queue.put("good", write("good"));
  await vi.advanceTimersByTimeAsync(0);
  expect(written).toEqual(["good"]);
});
