import { expect, test } from "vitest";
import { AddressAdmission, Admission } from "./admission.ts";

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

test("each address has its own rate, an IPv6 subscriber one for all of theirs", () => {
  const admission = new AddressAdmission(2, 0);
  const admitted = (addresses: string[]) =>
    addresses.filter((one) => admission.admit(one, 0) === null).length;
  expect(admitted(["203.0.113.7", "203.0.113.7", "203.0.113.7"])).toBe(2);
  expect(admitted(["203.0.113.8", "2001:db8::1"])).toBe(2);
  expect(admitted(["2001:db8::2", "2001:db8::3"])).toBe(1);
});

test("addresses that came once are forgotten; one that still waits is not", () => {
  const admission = new AddressAdmission(10, 0);
  for (let host = 0; host < 5000; host++) admission.admit(`10.0.${host >> 8}.${host & 255}`, 0);
  for (let times = 0; times < 200; times++) admission.admit("10.9.9.9", 9000);
  admission.admit("10.9.9.8", 10_000);
  expect(admission.size).toBe(2);
});

test("a thousand agents at one address that come back together are in within 30 s", () => {
  const admission = new AddressAdmission(100, 0);
  let waiting = Array.from({ length: 1000 }, (_, agent) => agent);
  let lastMs = 0;
  while (waiting.length > 0) {
    waiting.sort((a, b) => a - b);
    const [nowMs = 0, ...others] = waiting;
    const wait = admission.admit("192.0.2.1", nowMs);
    waiting = wait ? [...others, nowMs + wait.retryAfterMs] : others;
    lastMs = nowMs;
  }
  expect(lastMs).toBeLessThan(30_000);
});
