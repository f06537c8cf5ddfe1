import type { OverviewChange } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { changeRuns } from "./recent-changes.tsx";

const change = (revision: string, kind: string, actorId = "rollouts"): OverviewChange => ({
  revision,
  at: new Date(0),
  kind,
  actor: { type: "system", id: actorId, name: actorId },
  reason: null,
  count: 1,
});

it("tells changes in a row once, with the newest", () => {
  const runs = changeRuns([
    change("9", "rollout.completed"),
    change("8", "rollout.advanced"),
    change("7", "rollout.advanced"),
    change("6", "rollout.advanced", "user-1"),
    change("5", "rollout.advanced"),
  ]);
  expect(runs.map(({ newest, count }) => [newest.revision, count])).toEqual([
    ["9", 1],
    ["8", 2],
    ["6", 1],
    ["5", 1],
  ]);
  expect(changeRuns([])).toEqual([]);
});
