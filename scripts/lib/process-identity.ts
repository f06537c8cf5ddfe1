import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * A process is known by its pid and the moment it started, since pids are used again.
 * @typedef {{ pid: number, startedAt: string }} ProcessIdentity
 */

/**
 * When the process started, in the system's own notation; null when there is no such process (or only a zombie).
 * @param {number} pid
 * @returns {string | null}
 */
export function startOf(pid) {
  return process.platform === "linux" ? startFromProc(pid) : startFromPs(pid);
}

/** @param {ProcessIdentity} identity */
export function isAlive({ pid, startedAt }) {
  return startOf(pid) === startedAt;
}

/** @returns {ProcessIdentity} */
export function ownIdentity() {
  return { pid: process.pid, startedAt: startOf(process.pid) ?? "" };
}

/** @param {number} pid */
function startFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the command, may hold spaces and brackets: count from its last closing one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [fields[0], fields[19]];
    return state === "Z" || state === "X" || startTicks === undefined ? null : startTicks;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function startFromPs(pid) {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    return line === "" || line.startsWith("Z") ? null : line.replace(/^\S+\s+/, "");
  } catch {
    return null;
  }
}
