import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./paths.ts";
import { runNode } from "./run-node.ts";

/**
 * @typedef {object} VitestOutcome
 * @property {boolean} isOk every test ran and passed, and there was at least one
 * @property {number} passed
 * @property {number} failed
 * @property {string} note why it is not ok, or the counts
 * @property {string[]} failures what failed, also when it passed on the second try: file, test and the first line of why
 */

/**
 * What is read of vitest's JSON report.
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, message: string, assertionResults: { fullName: string, status: string, failureMessages: string[] }[] }[]} testResults
 */

/** More failed files than this are no accident, and are not tried again. */
const MOST_FILES_TRIED_AGAIN = 3;

/**
 * Runs vitest in a folder and counts. Real processes share a busy machine here: the files of a few failed tests are run
 * once more, and what passes then is still named.
 * @param {string} dir
 * @param {string[]} files those whose path contains one of these; none means all
 * @param {string[]} [options]
 * @returns {Promise<VitestOutcome>}
 */
export async function runVitest(dir, files, options = []) {
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

/**
 * @param {string} dir
 * @param {string[]} files
 * @param {string[]} options
 * @returns {Promise<{ code: number, report: Report }>}
 */
async function runOnce(dir, files, options) {
  const reportDir = mkdtempSync(join(tmpdir(), "meridian-vitest-"));
  const reportFile = join(reportDir, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
    const command = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...reporters, ...options, ...files];
    const code = await runNode(command, { cwd: dir, env: { NODE_ENV: "test" } });
    return { code, report: JSON.parse(readFileSync(reportFile, "utf8")) };
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
}

/**
 * The files of failed tests, when they are few. A file that did not load will not do so on a second try.
 * @param {Report} report
 */
export function filesToTryAgain({ testResults }) {
  const failed = testResults.filter(({ status }) => status === "failed");
  const isAccident = failed.every(({ assertionResults }) => assertionResults.length > 0);
  return isAccident && failed.length <= MOST_FILES_TRIED_AGAIN ? failed.map(({ name }) => name) : [];
}

/**
 * The second run decides over its files; the first, over all the others.
 * @param {Report} first
 * @param {{ code: number, report: Report }} second
 * @returns {VitestOutcome}
 */
export function judgeBoth(first, second) {
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

/** @param {Report["testResults"]} testResults */
function count(testResults) {
  const statuses = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ status }) => status),
  );
  const of = (/** @type {string} */ wanted) => statuses.filter((status) => status === wanted).length;
  const [numPassedTests, numFailedTests, numTodoTests] = [of("passed"), of("failed"), of("todo")];
  const numPendingTests = statuses.length - numPassedTests - numFailedTests - numTodoTests;
  return { numPassedTests, numFailedTests, numPendingTests, numTodoTests };
}

/**
 * A run that skipped something, or that had nothing to run, has not passed.
 * @param {number} code
 * @param {Report} report
 * @returns {VitestOutcome}
 */
export function judge(code, report) {
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

/** @param {Report} report */
function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length === 0) return status === "failed" ? [`${file}: ${firstLine(message)}`] : [];
    return failed.map((test) => `${file} › ${test.fullName}: ${firstLine(test.failureMessages[0] ?? "")}`);
  });
}

const firstLine = (/** @type {string} */ text) => stripVTControlCharacters(text).split("\n", 1)[0] ?? "";
