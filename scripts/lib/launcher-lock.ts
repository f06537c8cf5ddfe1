import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { LaunchError } from "./launch-error.ts";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

type LockContent = ProcessIdentity & { url: string };

/**
 * Makes this process the only launcher of a data folder. The content appears with the file (by link), so a
 * second launcher never reads half of it.
 * @param url of the console, told to whoever tries to start a second time
 * @returns gives the lock back
 */
export function takeLauncherLock(path: string, url: string): () => void {
  const draft = `${path}.${process.pid}`;
  makeDataDir(dirname(path), () => writeFileSync(draft, JSON.stringify({ ...ownIdentity(), url })));
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

/** The console's address, as the launcher of this data folder that runs knows it; null without one. */
export function findRunningUrl(path: string): string | null {
  const holder = readLock(path);
  return holder !== null && isAlive(holder) ? holder.url : null;
}

const obstacles: Partial<Record<string, string>> = {
  EEXIST: "a file of this name is there",
  ENOTDIR: "a part of its path is a file",
  EACCES: "this user may not write there",
  EROFS: "this disk is read-only",
  ENOSPC: "this disk is full",
};

function makeDataDir(dir: string, firstWrite: () => void): void {
  try {
    mkdirSync(dir, { recursive: true });
    firstWrite();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new LaunchError(`The data folder ${dir} cannot be used: ${obstacles[code] ?? message}.`, {
      hint: "Choose another folder with --data-dir.",
    });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readLock(path: string): LockContent | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as LockContent;
  } catch {
    return null;
  }
}
