import { beforeEach, expect, it } from "vitest";
import { FakeClock } from "../../testing/fake-clock.ts";
import { testBearers } from "../../testing/test-bearers.ts";
import { AcceptedBearers } from "./accepted-bearers.ts";

const [old, young, other] = ["the-old-bearer-00001", "the-new-bearer-00001", "another-bearer-00001"];
let clock: FakeClock;
let bearers: AcceptedBearers;
beforeEach(() => {
  clock = new FakeClock();
  bearers = new AcceptedBearers(clock);
});
const accepts = (bearer: string) => bearers.accepts(`Bearer ${bearer}`);

it("accepts nobody before it was told of anybody", () => {
  expect(accepts(old)).toBe(false);
  expect(bearers.accepts(undefined)).toBe(false);
});

it("takes the bearer of before for its time beside the new one, also while the console is away", () => {
  bearers.use(testBearers([old]), false);
  expect([old, young].map(accepts)).toEqual([true, false]);
  bearers.use(testBearers([young], { before: [old], leavingMs: 60_000 }), false);
  expect([old, young, other].map(accepts)).toEqual([true, true, false]);
  clock.advance(59_999);
  expect([old, young].map(accepts)).toEqual([true, true]);
  clock.advance(1);
  expect([old, young].map(accepts)).toEqual([false, true]);
});

it("does not take back after a restart what was leaving", () => {
  bearers.use(testBearers([young], { before: [old] }), true);
  expect([old, young].map(accepts)).toEqual([false, true]);
});

it("refuses a revoked one at once", () => {
  bearers.use(testBearers([old, young]), false);
  bearers.use(testBearers([young]), false);
  expect([old, young].map(accepts)).toEqual([false, true]);
});

it("takes those of a snapshot, of a console that gives none of its own, until a snapshot has none", () => {
  bearers.useShared([other]);
  bearers.use(testBearers([young]), false);
  expect([other, young].map(accepts)).toEqual([true, true]);
  bearers.useShared([]);
  expect([other, young].map(accepts)).toEqual([false, true]);
});

it.each([
  ["the hash itself", testBearers([old]).accepted[0] ?? ""],
  ["nothing", ""],
  ["a part", old.slice(1)],
])("is not opened by %s", (_, shown) => {
  bearers.use(testBearers([old]), false);
  expect(accepts(shown)).toBe(false);
  expect(bearers.accepts(old)).toBe(false);
});
