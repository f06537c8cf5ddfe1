import { expect, it } from "vitest";
import { historyPoints } from "./history-charts.tsx";

it("stands in the middle of each step and keeps gaps", () => {
  const series = (requestsPerSecond: (number | null)[]) => ({
    requestsPerSecond,
    successShare: [1, null],
    p95Ms: [12, null],
  });
  const history = {
    from: new Date(100_000),
    stepMs: 10_000,
    regions: [
      { id: "a", ...series([1, null]) },
      { id: "b", ...series([0, 3]) },
    ],
    total: series([1, 3]),
    successShare: 1,
  };
  expect(historyPoints(history, "requestsPerSecond")).toEqual([
    { atMs: 105_000, a: 1, b: 0 },
    { atMs: 115_000, a: null, b: 3 },
  ]);
  expect(historyPoints(history, "p95Ms")[1]).toEqual({ atMs: 115_000, a: null, b: null });
});
