import { expect, it } from "vitest";
import { readCallHead } from "./parse-call.ts";

const headOf = (deadline: string) =>
  readCallHead(
    { "content-type": "application/json", "x-deadline-ms": deadline },
    { requestId: "r", nowMs: 0, deadlineMsDefault: 5000 },
  );

it.each([
  ["500", 500],
  ["1", 1],
  ["0500", 500],
])("the deadline %s is %i ms", (text, ms) => {
  expect(headOf(text).deadlineAtMs).toBe(ms);
});

it.each(["0x10", "1e3", "+500", "-1", "0", "5.0", "1_000", "99999999999", "Infinity"])(
  "the deadline %s is refused",
  (text) => {
    expect(() => headOf(text)).toThrow(/x-deadline-ms: expected whole ms/);
  },
);
