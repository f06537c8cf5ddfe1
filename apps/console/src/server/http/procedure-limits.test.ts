import { expect, test } from "vitest";
import { ProcedureLimits } from "./procedure-limits.ts";

test("counts each caller apart, and says what is left and until when", async () => {
  const limits = new ProcedureLimits(10);
  const first = await limits.take("token at_1", 20);
  expect(first).toMatchObject({ limit: 100, remaining: 80, isExceeded: false });
  expect(first.resetMs).toBeGreaterThan(0);
  expect(first.resetMs).toBeLessThanOrEqual(10_000);
  expect(await limits.take("token at_1", 80)).toMatchObject({ remaining: 0, isExceeded: false });
  expect(await limits.take("token at_1", 1)).toMatchObject({ remaining: 0, isExceeded: true });
  expect(await limits.take("session s_1", 1)).toMatchObject({ remaining: 99, isExceeded: false });
});
