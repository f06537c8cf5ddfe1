import { expect, it } from "vitest";
import { AuditFilter } from "./audit.ts";

it.each([
  ["2026-01-05T08:00:00Z", true],
  ["2026-01-05T08:00:00+08:00", true],
  ["0001-01-01T00:00:00Z", true],
  ["9999-12-31T23:59:59.999Z", true],
  ["0000-01-01T00:00:00Z", false],
  ["0000-12-31T23:59:59Z", false],
  ["0001-01-01T00:00:00+14:00", false],
  ["9999-12-31T23:59:59-14:00", false],
  ["2026-02-30T00:00:00Z", false],
  ["+010000-01-01T00:00:00Z", false],
  ["2026-01-05T08:00:00", false],
])("a time from outside: %s, taken: %s", (time, isTaken) => {
  expect(AuditFilter.safeParse({ from: time }).success).toBe(isTaken);
  expect(AuditFilter.safeParse({ to: time }).success).toBe(isTaken);
});
