import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, startOf } from "./process-identity.ts";

/** @typedef {import("./process-identity.ts").ProcessIdentity & { name: string }} TableEntry */

/** The processes of one data folder, on disk, so that a later start finds what a killed launcher left behind. */
export class ProcessTable {
  /** @type {Map<string, TableEntry>} */
  #entries = new Map();
  #path;

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
  }

  /**
   * @param {string} name
   * @param {number} pid
   */
  add(name, pid) {
    const startedAt = startOf(pid);
    if (startedAt === null) return;
    this.#entries.set(name, { name, pid, startedAt });
    this.#save();
  }

  /** @param {string} name */
  remove(name) {
    if (this.#entries.delete(name)) this.#save();
  }

  #save() {
    if (this.#entries.size === 0) return rmSync(this.#path, { force: true });
    writeFileSync(`${this.#path}.tmp`, JSON.stringify([...this.#entries.values()], null, 2));
    renameSync(`${this.#path}.tmp`, this.#path);
  }
}

/**
 * Stops what an earlier launcher left running, and forgets it.
 * @param {string} path of the process table
 * @param {number} [deadlineMs] until the processes are killed
 * @returns {Promise<string[]>} names of the processes that were still there
 */
export async function stopLeftovers(path, deadlineMs = 10_000) {
  const leftovers = readTable(path).filter(isAlive);
  for (const { pid } of leftovers) signalGroup(pid, "SIGTERM");
  const deadline = Date.now() + deadlineMs;
  while (leftovers.some(isAlive) && Date.now() < deadline) await sleep(50);
  for (const entry of leftovers.filter(isAlive)) signalGroup(entry.pid, "SIGKILL");
  rmSync(path, { force: true });
  return leftovers.map(({ name }) => name);
}

/**
 * Signals a process and all of its own; each is the leader of a group.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

/**
 * @param {string} path
 * @returns {TableEntry[]}
 */
function readTable(path) {
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return [];
  }
}
