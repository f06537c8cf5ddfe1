import { expect, test } from "vitest";
import { Admission } from "./admission.ts";

test("admits its rate; those beyond get places one after another", () => {
  const admission = new Admission(10, 0);
  const answers = Array.from({ length: 13 }, () => admission.admit(0));
  expect(answers.slice(0, 10)).toEqual(Array(10).fill(null));
  expect(answers.slice(10)).toEqual([100, 200, 300].map((retryAfterMs) => ({ retryAfterMs })));
  expect([admission.admit(100), admission.admit(200), admission.admit(300)]).toEqual([null, null, null]);
});

test("a thousand at once are all in after a hundred seconds, none is sent away for more than 30 s", () => {
  const admission = new Admission(10, 0);
  const waiting = Array.from({ length: 1000 }, () => 0);
  let lastMs = 0;
  while (waiting.length > 0) {
    waiting.sort((a, b) => a - b);
    const nowMs = waiting.shift() ?? 0;
    const wait = admission.admit(nowMs);
    if (wait) expect(wait.retryAfterMs).toBeLessThanOrEqual(30_000);
    if (wait) waiting.push(nowMs + wait.retryAfterMs);
    else lastMs = nowMs;
  }
  expect(lastMs).toBeLessThan(110_000);
});
