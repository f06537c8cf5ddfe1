import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { LoopDelay } from "./loop-delay.ts";

test("a reading takes nothing from the next reader", async () => {
  const delay = new LoopDelay();
  await sleep(50);
  const until = performance.now() + 300;
  while (performance.now() < until);
  await sleep(50);
  const first = delay.msP99;
  expect(first).toBeGreaterThan(100);
  for (let reader = 0; reader < 5; reader++) expect(delay.msP99).toBe(first);
  delay.stop();
});
