import { expect, test } from "vitest";
import { AgentBudgets, type BudgetName } from "./agent-budgets.ts";

/** How many of `tries` at `nowMs` were within the budget. */
function taken(budgets: AgentBudgets, name: BudgetName, tries: number, nowMs: number, agentId = "ag_1") {
  return Array.from({ length: tries }, () => budgets.take(agentId, name, nowMs)).filter((one) => one === null)
    .length;
}

test.each([
  ["frame", 60, 2],
  ["hello", 5, 0.1],
  ["observed", 50, 5],
  ["message", 200, 20],
  ["strangeVersion", 10, 0.1],
] as const)("%s: a burst of %i, then %d a second", (name, burst, perSecond) => {
  const budgets = new AgentBudgets();
  expect(taken(budgets, name, burst + 10, 0)).toBe(burst);
  expect(taken(budgets, name, 10, 10_000)).toBe(Math.min(10, perSecond * 10));
  expect(taken(budgets, name, 5, 10_000, "ag_2")).toBe(5);
});

test("an agent that sends a frame a second for an hour stays within its budget", () => {
  const budgets = new AgentBudgets();
  for (let second = 0; second < 3600; second++) {
    expect(budgets.take("ag_1", "message", second * 1000)).toBeNull();
    expect(budgets.take("ag_1", "frame", second * 1000)).toBeNull();
  }
});

test("whoever overdrew is told why and for how long, and stays away so long", () => {
  const budgets = new AgentBudgets();
  taken(budgets, "hello", 5, 0);
  expect(budgets.pauseOf("ag_1", 0)).toBeNull();
  const overdrawn = budgets.take("ag_1", "hello", 0);
  expect(overdrawn).toEqual({ reason: "more than one hello in 10 seconds", retryAfterMs: 10_000 });
  expect(budgets.pauseOf("ag_1", 4000)).toEqual({ retryAfterMs: 6000 });
  expect(budgets.pauseOf("ag_2", 4000)).toBeNull();
  expect(budgets.pauseOf("ag_1", 10_000)).toBeNull();
});

test("thousands of agents that came and went are not remembered for ever", () => {
  const budgets = new AgentBudgets();
  for (let agent = 0; agent < 10_000; agent++) budgets.take(`ag_${agent}`, "hello", agent * 1000);
  expect(budgets.size).toBeLessThan(2000);
});
