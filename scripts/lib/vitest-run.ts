import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./paths.ts";
import { runNode } from "./run-node.ts";

export type VitestOutcome = {
  /** Every test ran and passed, and there was at least one. */
  isOk: boolean;
  passed: number;
  failed: number;
  /** Why it is not ok, or the counts. */
  note: string;
  /** What failed, also when it passed on the second try: file, test and the first line of why. */
  failures: string[];
};

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

/** More failed files than this are no accident, and are not tried again. */
const MOST_FILES_TRIED_AGAIN = 3;

/**
 * Runs vitest in a folder and counts. Real processes share a busy machine here: the files of a few failed tests are run
 * once more, and what passes then is still named.
 * @param files those whose path contains one of these; none means all
 */
export async function runVitest(
  dir: string,
  files: string[],
  options: string[] = [],
): Promise<VitestOutcome> {
  try {
    const first = await runOnce(dir, files, options);
    const again = filesToTryAgain(first.report).map((file) => relative(dir, file));
    if (again.length === 0) return judge(first.code, first.report);
    process.stdout.write(`\nOnce more: ${again.join(", ")}\n`);
    return judgeBoth(first.report, await runOnce(dir, again, options));
  } catch {
    return { isOk: false, passed: 0, failed: 1, note: "vitest did not run", failures: [] };
  }
}

type Run = { code: number; report: Report };

async function runOnce(dir: string, files: string[], options: string[]): Promise<Run> {
  const reportDir = mkdtempSync(join(tmpdir(), "meridian-vitest-"));
  const reportFile = join(reportDir, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
    const command = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...reporters, ...options, ...files];
    const code = await runNode(command, { cwd: dir, env: { NODE_ENV: "test" } });
    return { code, report: JSON.parse(readFileSync(reportFile, "utf8")) as Report };
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
}

/** The files of failed tests, when they are few. A file that did not load will not do so on a second try. */
export function filesToTryAgain({ testResults }: Report): string[] {
  const failed = testResults.filter(({ status }) => status === "failed");
  const isAccident = failed.every(({ assertionResults }) => assertionResults.length > 0);
  return isAccident && failed.length <= MOST_FILES_TRIED_AGAIN ? failed.map(({ name }) => name) : [];
}

/** The second run decides over its files; the first, over all the others. */
export function judgeBoth(first: Report, second: Run): VitestOutcome {
  const tried = new Set(second.report.testResults.map(({ name }) => name));
  const testResults = [
    ...first.testResults.filter(({ name }) => !tried.has(name)),
    ...second.report.testResults,
  ];
  const outcome = judge(second.code, { ...count(testResults), testResults });
  if (!outcome.isOk) return outcome;
  const flaky = failuresOf(first);
  return { ...outcome, note: `${outcome.note}, of them ${flaky.length} on the second try`, failures: flaky };
}

function count(testResults: FileResult[]): Omit<Report, "testResults"> {
  const statuses = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ status }) => status),
  );
  const of = (wanted: string) => statuses.filter((status) => status === wanted).length;
  const [numPassedTests, numFailedTests, numTodoTests] = [of("passed"), of("failed"), of("todo")];
  const numPendingTests = statuses.length - numPassedTests - numFailedTests - numTodoTests;
  return { numPassedTests, numFailedTests, numPendingTests, numTodoTests };
}

/** A run that skipped something, or that had nothing to run, has not passed. */
export function judge(code: number, report: Report): VitestOutcome {
  const skipped = report.numPendingTests + report.numTodoTests;
  const passed = report.numPassedTests;
  const isOk = code === 0 && report.numFailedTests === 0 && skipped === 0 && passed > 0;
  const failed = isOk ? 0 : Math.max(1, report.numFailedTests);
  const parts = [`${passed} passed`];
  if (report.numFailedTests > 0) parts.push(`${report.numFailedTests} failed`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (code !== 0 && report.numFailedTests === 0) parts.push("a file did not load");
  return { isOk, passed, failed, note: parts.join(", "), failures: failuresOf(report) };
}

function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`${file}: ${firstLine(message)}`] : [];
    return failed.map((test) => `${file} › ${test.fullName}: ${firstLine(test.failureMessages[0] ?? "")}`);
  });
}

const firstLine = (text: string) => stripVTControlCharacters(text).split("\n", 1)[0] ?? "";
