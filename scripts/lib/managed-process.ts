import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { signalGroup } from "./process-table.ts";

export type ProcessSpec = {
  name: string;
  /** The file that node runs. */
  entry: string;
  args?: string[];
  /** Added to ours. */
  env: Record<string, string>;
  cwd?: string;
  logFile: string;
};

export type ProcessEvents = {
  onStart?: (process: ManagedProcess) => void;
  /** After every end, wanted or not. */
  onStop?: (process: ManagedProcess, exit: string) => void;
  /** It ended by itself and starts again after `delayMs`. */
  onCrash?: (process: ManagedProcess, exit: string, delayMs: number) => void;
};

/**
 * Preloaded into every process that the launcher starts: when the launcher is gone, however it went, its end of the
 * channel closes and the process is asked to stop.
 */
const exitWithParent =
  'data:text/javascript,process.once("disconnect",()=>process.kill(process.pid,"SIGTERM"))';
const restartDelayMs = { first: 500, longest: 30_000 };
/** A process that ran this long before it ended was healthy: the delay starts anew. */
const healthyAfterMs = 60_000;

/**
 * A child in a group of its own, so that Ctrl-C in the terminal reaches the launcher alone, which then stops its
 * children in order. Its output goes to its log file.
 */
export class ManagedProcess {
  readonly spec: ProcessSpec;
  #child: ChildProcess | null = null;
  #ended: Promise<string> = Promise.resolve("not started");
  #startedAtMs = 0;
  #delayMs: number = restartDelayMs.first;
  #isWanted = false;
  #restartsItself = false;
  readonly #events: ProcessEvents;
  #restart = new AbortController();

  constructor(spec: ProcessSpec, events: ProcessEvents = {}) {
    this.spec = spec;
    this.#events = events;
    mkdirSync(dirname(spec.logFile), { recursive: true });
    if (existsSync(spec.logFile)) renameSync(spec.logFile, spec.logFile.replace(/\.log$/, ".previous.log"));
  }

  get name(): string {
    return this.spec.name;
  }

  /** Null while the process does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves with how it ended, e.g. `code 1` or `signal SIGKILL`. */
  get ended(): Promise<string> {
    return this.#ended;
  }

  start(): void {
    const { entry, args = [], env, cwd, logFile } = this.spec;
    const log = openSync(logFile, "a");
    const loader = entry.endsWith(".ts") ? ["--import", import.meta.resolve("tsx")] : [];
    const child = spawn(process.execPath, ["--import", exitWithParent, ...loader, entry, ...args], {
      cwd,
      env: { ...process.env, NODE_ENV: "production", ...env },
      detached: true,
      stdio: ["ignore", log, log, "ipc"],
    });
    closeSync(log);
    this.#child = child;
    this.#isWanted = true;
    this.#startedAtMs = Date.now();
    this.#ended = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(code === null ? `signal ${signal}` : `code ${code}`));
    });
    void this.#ended.then((exit) => this.#onEnd(exit));
    this.#events.onStart?.(this);
  }

  /** From now on a process that ends by itself is started again, later each time. */
  keepAlive(): void {
    this.#restartsItself = true;
    if (this.#isWanted && this.pid === null) this.start();
  }

  /** Asks it to stop and waits; kills it, with its own children, when the deadline has passed. */
  async stop(deadlineMs: number): Promise<void> {
    this.#isWanted = false;
    this.#restart.abort();
    const { pid } = this;
    if (pid === null) return;
    process.kill(pid, "SIGTERM");
    const timer = new AbortController();
    const late = sleep(deadlineMs, "late", { signal: timer.signal }).catch(() => "in time");
    if ((await Promise.race([this.#ended, late])) === "late") this.kill();
    timer.abort();
    await this.#ended;
  }

  /** Ends it at once, as a crash would; `keepAlive` does not apply. */
  kill(): Promise<string> {
    this.#isWanted = false;
    this.#restart.abort();
    if (this.pid !== null) signalGroup(this.pid, "SIGKILL");
    return this.#ended;
  }

  async #onEnd(exit: string): Promise<void> {
    this.#child = null;
    this.#events.onStop?.(this, exit);
    if (!this.#isWanted || !this.#restartsItself) return;
    if (Date.now() - this.#startedAtMs > healthyAfterMs) this.#delayMs = restartDelayMs.first;
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(restartDelayMs.longest, delayMs * 2);
    this.#restart = new AbortController();
    this.#events.onCrash?.(this, exit, delayMs);
    const isDue = await sleep(delayMs, true, { signal: this.#restart.signal }).catch(() => false);
    if (isDue) this.start();
  }
}
