import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, type ProcessIdentity, startOf } from "./process-identity.ts";

type TableEntry = ProcessIdentity & { name: string };

/** The processes of one data folder, on disk, so that a later start finds what a killed launcher left behind. */
export class ProcessTable {
  readonly #entries = new Map<string, TableEntry>();
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  add(name: string, pid: number): void {
    const startedAt = startOf(pid);
    if (startedAt === null) return;
    this.#entries.set(name, { name, pid, startedAt });
    this.#save();
  }

  remove(name: string): void {
    if (this.#entries.delete(name)) this.#save();
  }

  #save(): void {
    if (this.#entries.size === 0) return rmSync(this.#path, { force: true });
    writeFileSync(`${this.#path}.tmp`, JSON.stringify([...this.#entries.values()], null, 2));
    renameSync(`${this.#path}.tmp`, this.#path);
  }
}

/**
 * Stops what an earlier launcher left running, and forgets it.
 * @param path of the process table
 * @param deadlineMs until the processes are killed
 * @returns names of the processes that were still there
 */
export async function stopLeftovers(path: string, deadlineMs = 10_000): Promise<string[]> {
  const leftovers = readTable(path).filter(isAlive);
  for (const { pid } of leftovers) signalGroup(pid, "SIGTERM");
  const deadline = Date.now() + deadlineMs;
  while (leftovers.some(isAlive) && Date.now() < deadline) await sleep(50);
  for (const entry of leftovers.filter(isAlive)) signalGroup(entry.pid, "SIGKILL");
  rmSync(path, { force: true });
  return leftovers.map(({ name }) => name);
}

/** Signals a process and all of its own; each is the leader of a group. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function readTable(path: string): TableEntry[] {
  if (!existsSync(path)) return [];
  try {
    return JSON.parse(readFileSync(path, "utf8")) as TableEntry[];
  } catch {
    return [];
  }
}
