import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./paths.js";
import { runNode } from "./run-node.js";

/**
 * @typedef {object} VitestOutcome
 * @property {boolean} isOk every test ran and passed, and there was at least one
 * @property {number} passed
 * @property {number} failed
 * @property {string} note why it is not ok, or the counts
 * @property {string[]} failures what failed: file, test and the first line of why
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

/**
 * Runs vitest in a folder and counts.
 * @param {string} dir
 * @param {string[]} args
 * @returns {Promise<VitestOutcome>}
 */
export async function runVitest(dir, args) {
  const reportDir = mkdtempSync(join(tmpdir(), "meridian-vitest-"));
  const reportFile = join(reportDir, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
    const command = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...reporters, ...args];
    const code = await runNode(command, { cwd: dir, env: { NODE_ENV: "test" } });
    return judge(code, JSON.parse(readFileSync(reportFile, "utf8")));
  } catch {
    return { isOk: false, passed: 0, failed: 1, note: "vitest did not run", failures: [] };
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
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
