import { expect, it } from "vitest";
import { root } from "./paths.ts";
import { filesToTryAgain, judge, judgeBoth } from "./vitest-run.ts";

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

const test = (fullName: string, status: string) => ({ fullName, status, failureMessages: ["why"] });
const file = (name: string, ...statuses: string[]) => ({
  name: `${root}/${name}`,
  status: statuses.every((status) => status === "passed") ? "passed" : "failed",
  message: "",
  assertionResults: statuses.map((status, index) => test(`test ${index}`, status)),
});
const firstRun = (...testResults: ReturnType<typeof file>[]) => ({ ...report, testResults });

it.each([
  ["a few failed", [file("a", "failed"), file("b", "passed")], ["a"]],
  ["nothing failed", [file("a", "passed")], []],
  ["many failed", ["a", "b", "c", "d"].map((name) => file(name, "failed")), []],
  ["one did not load", [file("a", "failed"), { ...file("b"), status: "failed" }], []],
])("tries again when %s", (_case, results, names) => {
  expect(filesToTryAgain(firstRun(...results))).toEqual(names.map((name) => `${root}/${name}`));
});

it("passes on a second try, and still names what failed", () => {
  const first = firstRun(file("a", "passed", "failed"), file("b", "passed"));
  expect(judgeBoth(first, { code: 0, report: firstRun(file("a", "passed", "passed")) })).toEqual({
    isOk: true,
    passed: 3,
    failed: 0,
    note: "3 passed, of them 1 on the second try",
    failures: ["a › test 1: why"],
  });
});

it.each([
  ["fails again", file("a", "passed", "failed"), 1, "2 passed, 1 failed"],
  ["is skipped then", file("a", "passed", "skipped"), 0, "2 passed, 1 skipped"],
])("fails when a test %s", (_case, second, code, note) => {
  const first = firstRun(file("a", "passed", "failed"), file("b", "passed"));
  expect(judgeBoth(first, { code, report: firstRun(second) })).toMatchObject({ isOk: false, note });
});

it("fails when a file that was not tried again had skipped a test", () => {
  const first = firstRun(file("a", "failed"), { ...file("b", "passed", "skipped"), status: "passed" });
  expect(judgeBoth(first, { code: 0, report: firstRun(file("a", "passed")) })).toMatchObject({ isOk: false });
});
