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

test("what waits is not done once its client left, and takes nobody's turn", async () => {
  const bulkhead = new Bulkhead(1);
  const { ends, work } = openWork();
  const left = new AbortController();
  let done = 0;
  const count = () => Promise.resolve(++done);
  const first = bulkhead.run("one", work, left.signal);
  const waiting = bulkhead.run("one", count, left.signal);
  const late = new AbortController();
  late.abort();
  const never = bulkhead.run("one", count, late.signal);
  const last = bulkhead.run("one", count);
  await expect(never).rejects.toMatchObject({ code: "UNAVAILABLE" });
  left.abort();
  await expect(waiting).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(done).toBe(0);
  // What runs already runs to its end.
  ends[0]?.();
  await first;
  expect(await last).toBe(1);
  expect(bulkhead.size).toBe(0);
});
