import { expect, test } from "vitest";
import { LastKnown } from "./last-known.ts";

function scene() {
  let [nowMs, reads, isAway] = [0, 0, false];
  const read = () => (isAway ? Promise.reject(new Error("away")) : Promise.resolve(++reads));
  const known = new LastKnown(1000, read, () => nowMs);
  return {
    known,
    reads: () => reads,
    pass: (ms: number) => (nowMs += ms),
    setAway: (away: boolean) => (isAway = away),
  };
}

test("many who ask cost one reading in its time", async () => {
  const { known, reads, pass } = scene();
  const asked = await Promise.all(Array.from({ length: 100 }, () => known.get()));
  expect(asked).toEqual(asked.map(() => 1));
  pass(999);
  expect(await known.get()).toBe(1);
  pass(1);
  expect(await known.get()).toBe(2);
  expect(reads()).toBe(2);
});

test("what was read last counts on while nothing can be read, and is read again afterwards", async () => {
  const { known, pass, setAway } = scene();
  await known.get();
  setAway(true);
  pass(5000);
  expect(await known.get()).toBe(1);
  setAway(false);
  expect(await known.get()).toBe(1);
  pass(1000);
  expect(await known.get()).toBe(2);
});

test("whoever asks before anything was read is told why not", async () => {
  const { known, setAway } = scene();
  setAway(true);
  await expect(known.get()).rejects.toThrow("away");
  setAway(false);
  expect(await known.get()).toBe(1);
});
