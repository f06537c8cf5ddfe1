import { expect, it } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { Quarantine } from "./quarantine.ts";

it("keeps each input out for ten minutes, counted from the last time it was added", () => {
  const clock = new FakeClock();
  const quarantine = new Quarantine(clock);
  quarantine.add("a");
  clock.advance(300_000);
  quarantine.add("b");
  quarantine.add("a");
  clock.advance(599_999);
  expect(["a", "b", "c"].map((key) => quarantine.has(key))).toEqual([true, true, false]);
  clock.advance(1);
  expect(["a", "b"].map((key) => quarantine.has(key))).toEqual([false, false]);
});
