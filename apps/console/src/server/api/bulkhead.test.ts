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

test("what waits is done once for all who ask for the same; what has begun is joined by nobody", async () => {
  const bulkhead = new Bulkhead(1);
  const { ends, work } = openWork();
  const first = bulkhead.run("one", work, { name: "fleet" });
  const joined = [bulkhead.run("one", work, { name: "fleet" }), bulkhead.run("one", work, { name: "fleet" })];
  const another = bulkhead.run("one", work, { name: "audit" });
  const unnamed = [bulkhead.run("one", work), bulkhead.run("one", work)];
  const ofOther = bulkhead.run("other", work, { name: "fleet" });
  for (let ended = 0; ended < 6; ended++) {
    await settle();
    ends[ended]?.();
  }
  await Promise.all([first, ...joined, another, ...unnamed, ofOther]);
  expect(ends.length).toBe(6);
  expect(bulkhead.size).toBe(0);
});

test("joined work that fails fails for all, and is not kept", async () => {
  const bulkhead = new Bulkhead(1);
  const { ends, work } = openWork();
  const busy = bulkhead.run("one", work);
  const fail = () => bulkhead.run("one", () => Promise.reject(new Error("no")), { name: "a" });
  const both = Promise.allSettled([fail(), fail()]);
  ends[0]?.();
  await busy;
  expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await bulkhead.run("one", () => Promise.resolve("fine"), { name: "a" })).toBe("fine");
});

test("what waits is not done once its client left, and takes nobody's turn", async () => {
  const bulkhead = new Bulkhead(1);
  const { ends, work } = openWork();
  const left = new AbortController();
  let done = 0;
  const count = () => Promise.resolve(++done);
  const first = bulkhead.run("one", work, { signal: left.signal });
  const waiting = bulkhead.run("one", count, { signal: left.signal });
  const late = new AbortController();
  late.abort();
  const never = bulkhead.run("one", count, { signal: late.signal });
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

test("what another waits for is done, though who asked first left", async () => {
  const bulkhead = new Bulkhead(1);
  const { ends, work } = openWork();
  const first = bulkhead.run("one", work);
  const left = new AbortController();
  const leaver = bulkhead.run("one", () => Promise.resolve("done"), { name: "a", signal: left.signal });
  const stayer = bulkhead.run("one", () => Promise.resolve("again"), { name: "a" });
  left.abort();
  await expect(leaver).rejects.toMatchObject({ code: "UNAVAILABLE" });
  ends[0]?.();
  await first;
  expect(await stayer).toBe("done");
});
