import { expect, it } from "vitest";
import { root } from "./paths.js";
import { judge } from "./vitest-run.js";

const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

it("passes when every test ran and passed", () => {
  expect(judge(0, report)).toEqual({ isOk: true, passed: 5, failed: 0, note: "5 passed", failures: [] });
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

it("names what failed, and files that did not load", () => {
  const passed = { fullName: "adds", status: "passed", failureMessages: [] };
  const failed = {
    fullName: "divides",
    status: "failed",
    failureMessages: ["expected \u001b[31m1\u001b[39m\n  at x"],
  };
  const testResults = [
    { name: `${root}/apps/a.test.ts`, status: "failed", message: "", assertionResults: [passed, failed] },
    {
      name: `${root}/apps/b.test.ts`,
      status: "failed",
      message: "no such module\n at y",
      assertionResults: [],
    },
    { name: `${root}/apps/c.test.ts`, status: "passed", message: "", assertionResults: [passed] },
  ];
  expect(judge(1, { ...report, testResults }).failures).toEqual([
    "apps/a.test.ts › divides: expected 1",
    "apps/b.test.ts: no such module",
  ]);
});
