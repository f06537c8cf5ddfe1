import type { GateView, RolloutView } from "@meridian/contracts/api";
import { expect, it } from "vitest";
import { nodeView, rolloutView, stepView } from "./testing/rollout-view.ts";
import { type Waiting, waitsFor } from "./waits-for.ts";

const nowMs = 100_000;
const untilAt = new Date(nowMs + 5000);
const gate = (answer: GateView["answer"], requests: number): GateView => ({
  gate: "error-share",
  answer,
  value: null,
  limit: 0.01,
  requests,
});
const done = stepView("a", { state: "done" });
const nodes = [nodeView({ slotStatus: "ready", answersWith: "compact-b" }), nodeView()];

it.each<[string, Partial<RolloutView>, Waiting]>([
  ["the controller", {}, { kind: "begin", region: "a" }],
  [
    "nodes to load",
    { steps: [done, stepView("b", { state: "preparing", nodes, untilAt })] },
    { kind: "ready", region: "b", ready: 1, nodes: 2, untilAt },
  ],
  [
    "nodes to answer",
    { steps: [stepView("a", { state: "switching", nodes, untilAt }), stepView("b")] },
    { kind: "answer", region: "a", answering: 1, nodes: 2, untilAt },
  ],
  [
    "the bake time, then the next region",
    { steps: [stepView("a", { state: "baking", untilAt }), stepView("b")] },
    { kind: "bake", region: "a", next: "b", untilAt },
  ],
  [
    "the bake time of the last region",
    { steps: [done, stepView("b", { state: "baking", untilAt })] },
    { kind: "bake", region: "b", next: null, untilAt },
  ],
  [
    "requests, when the bake time is over",
    {
      steps: [
        stepView("a", {
          state: "baking",
          untilAt: new Date(nowMs),
          gates: [gate("no-data", 12), gate("no-data", 7)],
        }),
      ],
    },
    { kind: "data", region: "a", requests: 7, needed: 20 },
  ],
  ["a person", { state: "halted" }, { kind: "halted" }],
  [
    "a person, while a region is watched on",
    { state: "paused", steps: [stepView("a", { state: "baking", untilAt })] },
    { kind: "paused", region: "a" },
  ],
  [
    "nodes to go back",
    { state: "rolling-back", steps: [stepView("a", { state: "reverting" }), stepView("b")] },
    { kind: "revert", regions: ["a"] },
  ],
  ["nothing", { state: "rolled-back" }, { kind: "rolledBack" }],
])("waits for %s", (_name, more, waiting) => {
  expect(waitsFor(rolloutView(more), nowMs)).toEqual(waiting);
});
