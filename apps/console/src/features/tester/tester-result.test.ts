import { agentProblemOf, AppError } from "@meridian/contracts/errors";
import { expect, it } from "vitest";
import { testerAnswer } from "./tester-result.tsx";

const response = {
  requestId: "r",
  version: "compact",
  digest: "ab",
  precision: "fp32",
  node: { id: "ag_n", name: "n", region: "eu" },
  results: [{ elements: [] }, { error: { code: "empty" as const, message: "nothing" } }],
};

it("takes a parse answer as it is", () => {
  expect(testerAnswer(200, response)).toEqual({ kind: "parsed", response });
});

it("gives a refusal in the gateway's words", () => {
  const problem = agentProblemOf(new AppError("UNAVAILABLE", "no node is ready"));
  const { error, ...withoutEarlier } = problem;
  for (const body of [problem, withoutEarlier, { error }])
    expect(testerAnswer(503, body)).toEqual({ kind: "refused", status: 503, message: "no node is ready" });
});

it.each([
  [200, { results: 1 }],
  [502, "<html>"],
  [500, null],
])("survives %d with %j", (status, body) => {
  expect(testerAnswer(status, body)).toEqual({ kind: "refused", status, message: "" });
});
