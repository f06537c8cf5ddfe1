import { expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { Quarantine } from "./quarantine.ts";

it("keeps each input out for ten minutes, counted from the last time it was added", () => {
  const clock = new FakeClock();
  const quarantine = new Quarantine(clock);
  quarantine.add("a", 2);
  clock.advance(300_000);
  quarantine.add("b", 2);
  quarantine.add("a", 2);
  clock.advance(599_999);
  expect(["a", "b", "c"].map((key) => quarantine.has(key))).toEqual([true, true, false]);
  clock.advance(1);
  expect(["a", "b"].map((key) => quarantine.has(key))).toEqual([false, false]);
});

it("keeps nobody out for one crash, but remembers it until the input has run well", () => {
  const clock = new FakeClock();
  const quarantine = new Quarantine(clock);
  quarantine.add("a", 1);
  quarantine.add("b", 1);
  quarantine.clear("b");
  expect(["a", "b"].map((key) => quarantine.has(key))).toEqual([false, false]);
  expect(["a", "b"].map((key) => quarantine.crashesOf(key))).toEqual([1, 0]);
  clock.advance(600_000);
  expect(quarantine.crashesOf("a")).toBe(0);
  quarantine.add("a", 1);
  expect(quarantine.has("a")).toBe(false);
  quarantine.add("a", 1);
  expect(quarantine.has("a")).toBe(true);
});
