import { expect, it } from "vitest";
import { slowStart } from "./slow-start.ts";

it.each([
  [0, 0.1],
  [6000, 0.1],
  [15_000, 0.25],
  [30_000, 0.5],
  [60_000, 1],
  [600_000, 1],
])("slow start after %i ms is %d", (sinceMs, share) => {
  expect(slowStart(sinceMs)).toBe(share);
});
