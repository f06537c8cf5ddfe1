import { expect, test } from "vitest";
import { parseDuration } from "./enrolment-token.ts";

test("durations", () => {
  expect(["90s", "30m", "1h", "2d"].map(parseDuration)).toEqual([90_000, 1_800_000, 3_600_000, 172_800_000]);
  for (const bad of ["", "1", "h", "1w", "-1h"]) expect(() => parseDuration(bad)).toThrow("30m, 1h or 2d");
});
