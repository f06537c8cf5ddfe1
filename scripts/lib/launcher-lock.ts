import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LaunchError } from "./launch-error.ts";
import { isAlive, ownIdentity } from "./process-identity.ts";

/** @typedef {import("./process-identity.ts").ProcessIdentity & { url: string }} LockContent */

/**
 * Makes this process the only launcher of a data folder. The content appears with the file (by link), so a
 * second launcher never reads half of it.
 * @param {string} path
 * @param {string} url of the console, told to whoever tries to start a second time
 * @returns {() => void} gives the lock back
 */
export function takeLauncherLock(path, url) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...ownIdentity(), url }));
  try {
    if (!tryLink(draft, path)) {
      const holder = readLock(path);
      if (holder !== null && isAlive(holder)) {
        throw new LaunchError(`Meridian is already running: ${holder.url} (process ${holder.pid}).`, {
          hint: "Stop it first with Ctrl-C in its terminal, or start a second one with --data-dir and --port.",
        });
      }
      rmSync(path, { force: true });
      if (!tryLink(draft, path))
        throw new LaunchError("Another launcher is starting in the same data folder.");
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(path, { force: true });
}

/**
 * @param {string} from
 * @param {string} to
 */
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @returns {LockContent | null}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
