import { expect, it } from "vitest";
import { root } from "../lib/paths.ts";
import { judge } from "./vitest-run.ts";

const test = (fullName: string, status: string, ...failureMessages: string[]) => ({
  ...{ fullName, status, failureMessages },
});
const file = (name: string, status: string, ...assertionResults: ReturnType<typeof test>[]) => ({
  ...{ name: `${root}/${name}`, status, assertionResults },
  message: status === "failed" ? "no such module\n at y" : "",
});
const passed = test("adds", "passed");
const report = {
  ...{ numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 },
  testResults: [file("apps/a.test.ts", "passed", passed)],
};

it("passes when every test ran and passed", () => {
  expect(judge(0, report)).toEqual({ isOk: true, passed: 5, failed: 0, note: "", failures: [] });
});

it.each([
  ["a test failed", 1, { numFailedTests: 2 }, 2, "2 failed"],
  ["a test was skipped", 0, { numPendingTests: 1 }, 1, "1 skipped"],
  ["a test is to be written", 0, { numTodoTests: 1 }, 1, "1 skipped"],
  ["nothing ran", 0, { numPassedTests: 0 }, 1, "no test ran"],
  ["a file did not load", 1, {}, 1, "a file did not load or ran no test"],
  ["a file ran no test", 0, { testResults: [file("apps/a.test.ts", "passed")] }, 1, "a file did not load or"],
])("fails when %s", (_case, code, change, failed, note) => {
  const outcome = judge(code, { ...report, ...change });
  expect(outcome).toMatchObject({ isOk: false, failed });
  expect(outcome.note).toContain(note);
});

it("names what failed, and files that did not load or ran no test", () => {
  const divides = test("divides", "failed", "expected \u001b[31m1\u001b[39m\n  at x");
  const testResults = [
    file("apps/a.test.ts", "failed", passed, divides),
    file("apps/b.test.ts", "failed"),
    file("apps/c.test.ts", "passed", passed),
    file("apps/d.test.ts", "passed"),
  ];
  expect(judge(1, { ...report, testResults }).failures).toEqual([
    "apps/a.test.ts › divides: expected 1",
    "apps/b.test.ts: no such module",
    "apps/d.test.ts: ran no test",
  ]);
});
