import { expect, test } from "vitest";
import { Bulkhead } from "./bulkhead.ts";

/** Work that goes on until it is told to end. */
function openWork() {
  const ends: (() => void)[] = [];
  return {
    ends,
    work: () => new Promise<void>((resolve) => ends.push(resolve)),
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a caller's work above the limit waits its turn; another caller's does not", async () => {
  const bulkhead = new Bulkhead(2);
  const [one, other] = [openWork(), openWork()];
  const runs = Array.from({ length: 5 }, () => bulkhead.run("one", one.work));
  const others = bulkhead.run("other", other.work);
  await settle();
  expect([one.ends.length, other.ends.length]).toEqual([2, 1]);
  for (let ended = 0; ended < 5; ended++) {
    one.ends[ended]?.();
    await settle();
    expect(one.ends.length).toBe(Math.min(5, ended + 3));
  }
  other.ends[0]?.();
  await Promise.all([...runs, others]);
  expect(bulkhead.size).toBe(0);
});

test("work that fails gives its place on", async () => {
  const bulkhead = new Bulkhead(1);
  const failed = bulkhead.run("one", () => Promise.reject(new Error("no")));
  const next = bulkhead.run("one", () => Promise.resolve("fine"));
  await expect(failed).rejects.toThrow("no");
  expect(await next).toBe("fine");
});
