import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./paths.js";
import { runNode } from "./run-node.js";

/**
 * @typedef {object} VitestOutcome
 * @property {boolean} isOk every test ran and passed, and there was at least one
 * @property {number} passed
 * @property {number} failed
 * @property {string} note why it is not ok, or the counts
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
    return { isOk: false, passed: 0, failed: 1, note: "vitest did not run" };
  } finally {
    rmSync(reportDir, { recursive: true, force: true });
  }
}

/**
 * A run that skipped something, or that had nothing to run, has not passed.
 * @param {number} code
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report
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
  return { isOk, passed, failed, note: parts.join(", ") };
}
