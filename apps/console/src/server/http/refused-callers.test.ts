import { expect, test } from "vitest";
import { RefusedCallers, shownBy } from "./refused-callers.ts";

test("a caller is refused until its window ends, and no other is", () => {
  const refused = new RefusedCallers();
  refused.refuse("Bearer mat_1", 5000);
  expect(refused.refusedForMs("Bearer mat_1", 2000)).toBe(3000);
  expect(refused.refusedForMs("Bearer mat_2", 2000)).toBeNull();
  expect(refused.refusedForMs("Bearer mat_1", 5000)).toBeNull();
});

test("thousands of them take no more than so much memory", () => {
  const refused = new RefusedCallers();
  for (let caller = 0; caller < 25_000; caller++) refused.refuse(`Bearer mat_${caller}`, 5000);
  const kept = Array.from({ length: 25_000 }, (_, caller) => refused.refusedForMs(`Bearer mat_${caller}`, 0));
  expect(kept.filter((ms) => ms !== null).length).toBeLessThanOrEqual(10_000);
});

test("a token counts before cookies, cookies before the address", () => {
  const cookie = "meridian.session_token=1";
  expect(shownBy({ authorization: "Bearer mat_1", cookie }, "192.0.2.1")).toBe("Bearer mat_1");
  expect(shownBy({ cookie }, "192.0.2.1")).toBe(cookie);
  expect(shownBy({}, "192.0.2.1")).toBe("address 192.0.2.1");
});
