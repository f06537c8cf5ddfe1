import { GatewayLimits, InferenceLimits } from "@meridian/contracts/fleet";
import { expect, test } from "vitest";
import { limitDefaults } from "./get-limits.ts";

test("every limit has a default within its bounds, and nothing else has one", () => {
  expect(InferenceLimits.strict().parse(limitDefaults.inference)).toEqual(limitDefaults.inference);
  expect(GatewayLimits.strict().parse(limitDefaults.gateway)).toEqual(limitDefaults.gateway);
});
