import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "../lib/paths.ts";
import { runNode } from "../lib/run-node.ts";
import type { Outcome } from "./stage.ts";
import type { TestKind } from "./test-files.ts";

type TestResult = { fullName: string; status: string; failureMessages: string[] };
type FileResult = { name: string; status: string; message: string; assertionResults: TestResult[] };

/** What is read of vitest's JSON report. */
type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: FileResult[];
};

/** Runs the tests of one kind and counts. */
export async function runVitest(kind: TestKind, write?: (text: string) => void): Promise<Outcome> {
  const reportDir = mkdtempSync(join(tmpdir(), "meridian-vitest-"));
  const reportFile = join(reportDir, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const reporters = ["--reporter=dot", "--reporter=json", `--outputFile.json=${reportFile}`];
  try {
    const code = await runNode([vitest, "run", "--project", kind, ...reporters], {
      ...{ cwd: root, write },
      env: { NODE_ENV: "test" },
    });
    return judge(code, JSON.parse(readFileSync(reportFile, "utf8")) as Report);
  } catch {
    return { isOk: false, passed: 0, failed: 1, note: "vitest did not run", failures: [] };
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
}

/** A run that skipped something, or a file that had nothing to run, has not passed. */
export function judge(code: number, report: Report): Outcome {
  const { numPassedTests: passed, numFailedTests: failed, testResults } = report;
  const skipped = report.numPendingTests + report.numTodoTests;
  const failures = failuresOf(testResults);
  const isOk = code === 0 && passed > 0 && failed + skipped + failures.length === 0;
  const parts = [];
  if (passed === 0) parts.push("no test ran");
  if (failed > 0) parts.push(`${failed} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (!isOk && parts.length === 0) parts.push("a file did not load or ran no test");
  return { isOk, passed, failed: isOk ? 0 : Math.max(1, failed), note: parts.join(", "), failures };
}

function failuresOf(testResults: FileResult[]): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length > 0) {
      return failed.map((test) => `${file} › ${test.fullName}: ${firstLine(test.failureMessages[0] ?? "")}`);
    }
    if (status === "failed") return [`${file}: ${firstLine(message)}`];
    return assertionResults.some((test) => test.status === "passed") ? [] : [`${file}: ran no test`];
  });
}

const firstLine = (text: string) => stripVTControlCharacters(text).split("\n", 1)[0] ?? "";
