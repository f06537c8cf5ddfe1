import { expect, it } from "vitest";
import { judge } from "./vitest-run.js";

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };

it("passes when every test ran and passed", () => {
  expect(judge(0, report)).toEqual({ isOk: true, passed: 5, failed: 0, note: "5 passed" });
});

it.each([
  ["a test failed", 1, { numFailedTests: 2 }, 2, "5 passed, 2 failed"],
  ["a test was skipped", 0, { numPendingTests: 1 }, 1, "5 passed, 1 skipped"],
  ["a test is to be written", 0, { numTodoTests: 1 }, 1, "5 passed, 1 skipped"],
  ["nothing ran", 0, { numPassedTests: 0 }, 1, "0 passed"],
  ["a file did not load", 1, {}, 1, "5 passed, a file did not load"],
])("fails when %s", (_case, code, change, failed, note) => {
  expect(judge(code, { ...report, ...change })).toMatchObject({ isOk: false, failed, note });
});
