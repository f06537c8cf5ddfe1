import type { RolloutStepState } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { lanePhases } from "./lane-phases.ts";

it.each<[RolloutStepState, RolloutStepState | null, string[]]>([
  ["waiting", null, ["ahead", "ahead", "ahead", "ahead"]],
  ["preparing", null, ["now", "ahead", "ahead", "ahead"]],
  ["switching", null, ["passed", "now", "ahead", "ahead"]],
  ["baking", null, ["passed", "passed", "now", "ahead"]],
  ["done", null, ["passed", "passed", "passed", "passed"]],
  ["failed", "preparing", ["failed", "ahead", "ahead", "ahead"]],
  ["failed", "baking", ["passed", "passed", "failed", "ahead"]],
  ["failed", "reverting", ["failed", "failed", "failed", "failed"]],
  ["reverting", null, ["undone", "undone", "undone", "undone"]],
])("%s (failed in %s) is drawn as %j", (state, failedIn, drawn) => {
  expect(Object.values(lanePhases({ state, failedIn }))).toEqual(drawn);
});
