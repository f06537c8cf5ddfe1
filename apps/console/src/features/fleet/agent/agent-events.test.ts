import { expect, it } from "vitest";
import { outcomeChange } from "./agent-events.tsx";

it("reads what an agent reported", () => {
  const details = { from: null, to: "converging", reason: "no snapshot yet" };
  expect(outcomeChange({ kind: "agent.outcome", details })).toEqual({
    to: "converging",
    reason: "no snapshot yet",
  });
  expect(outcomeChange({ kind: "agent.outcome", details: { to: "converged", reason: "" } })).toEqual({
    to: "converged",
    reason: null,
  });
});

it.each([
  ["agent.live", { to: "converged", reason: null }],
  ["agent.outcome", null],
  ["agent.outcome", { to: "exploded", reason: null }],
])("has nothing to say of %s with %j", (kind, details) => {
  expect(outcomeChange({ kind, details })).toBeNull();
});
