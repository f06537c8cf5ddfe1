import { expect, test } from "vitest";
import { RefusedCallers } from "./refused-callers.ts";

test("a caller is refused until its window ends, and no other is", () => {
  const refused = new RefusedCallers();
  refused.refuse("address 192.0.2.1", 5000);
  expect(refused.refusedForMs("address 192.0.2.1", 2000)).toBe(3000);
  expect(refused.refusedForMs("address 192.0.2.2", 2000)).toBeNull();
  expect(refused.refusedForMs("address 192.0.2.1", 5000)).toBeNull();
});

test("thousands of them take no more than so much memory, and free none of the newest", () => {
  const refused = new RefusedCallers();
  const key = (caller: number) => `address ${caller}`;
  for (let caller = 0; caller < 25_000; caller++) refused.refuse(key(caller), 5000);
  const kept = Array.from({ length: 25_000 }, (_, caller) => refused.refusedForMs(key(caller), 0) !== null);
  expect(kept.filter((isKept) => isKept)).toHaveLength(10_000);
  expect(kept.slice(15_000)).not.toContain(false);
});

test("who is refused again is the newest", () => {
  const refused = new RefusedCallers();
  for (let caller = 0; caller < 10_000; caller++) refused.refuse(`address ${caller}`, 5000);
  refused.refuse("address 0", 6000);
  refused.refuse("address new", 5000);
  expect(refused.refusedForMs("address 0", 0)).toBe(6000);
  expect(refused.refusedForMs("address 1", 0)).toBeNull();
});
