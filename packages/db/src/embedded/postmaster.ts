import { spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError } from "../errors.ts";
import { type Binaries, plainEnvironment } from "./binaries.ts";
import type { DataFolder } from "./data-folder.ts";
import { nullIfMissing } from "./null-if-missing.ts";

/** A server's main process, read from its postmaster.pid. */
export type Postmaster = { pid: number; port: number; isReady: boolean };

const pollMs = 20;
/** Long: after a crash the server replays its log before it is ready. */
const startTimeoutMs = 120_000;
const stopTimeoutMs = 30_000;

/** Modest memory, and nothing in /dev/shm, of which containers have 64 MB. */
const baseSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  dynamic_shared_memory_type: "mmap",
  shared_buffers: "64MB",
  max_connections: "100",
  io_method: "sync",
  max_logical_replication_workers: "0",
  jit: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

/** The running server of `dir`, once it is ready; null when there is none, or when it is just ending. */
export async function findPostmaster(dir: string): Promise<Postmaster | null> {
  const found = await readPidFile(dir);
  if (found === null || !isServerOf(found.pid, dir)) return null;
  return waitUntilReady(dir, () => isServerOf(found.pid, dir));
}

/** Starts a server that outlives us and that a Ctrl-C in our terminal does not reach. */
export async function launchPostmaster(
  { dir, user }: DataFolder,
  options: { binaries: Binaries; port: number; settings: Record<string, string> },
): Promise<Postmaster> {
  await removeMisleadingPidFile(dir);
  const logFile = join(dir, "server.log");
  if (existsSync(logFile)) await rename(logFile, `${logFile}.1`);
  const output = openSync(logFile, "w", 0o600);
  const settings = Object.entries({ ...baseSettings, ...options.settings });
  const flags = settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(options.binaries.postgres, ["-D", dir, "-p", `${options.port}`, ...flags], {
    ...user,
    cwd: "/",
    env: plainEnvironment,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  let isRunning = true;
  for (const event of ["exit", "error"]) child.once(event, () => (isRunning = false));
  child.unref();

  const postmaster = await waitUntilReady(dir, () => isRunning, child.pid);
  if (postmaster !== null) return postmaster;
  child.kill("SIGQUIT");
  const tail = readFileSync(logFile, "utf8").trim().split("\n").slice(-6).join("\n  ");
  throw new DatabaseError("server-start", `PostgreSQL did not start (${logFile}):\n  ${tail}`);
}

/** Ends the server of `dir`: its clients are cut off, its data is complete on disk. */
export async function stopPostmaster(dir: string, { pid }: Postmaster): Promise<void> {
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    if (isServerOf(pid, dir)) process.kill(pid, signal);
    const deadline = Date.now() + stopTimeoutMs;
    while (Date.now() < deadline) {
      if (!isServerOf(pid, dir)) return;
      await sleep(pollMs);
    }
  }
  throw new DatabaseError("server-stop", `PostgreSQL (process ${pid}) does not stop.`);
}

/** The port that the last server of `dir` listened on, or 0. */
export async function lastPort(dir: string): Promise<number> {
  const commandLine = await readFile(join(dir, "postmaster.opts"), "utf8").catch(nullIfMissing);
  return Number(/"-p" "(\d+)"/.exec(commandLine ?? "")?.[1] ?? 0);
}

/** Null when the server's process ended before it was ready. */
async function waitUntilReady(
  dir: string,
  isRunning: () => boolean,
  pid?: number,
): Promise<Postmaster | null> {
  const deadline = Date.now() + startTimeoutMs;
  while (isRunning() && Date.now() < deadline) {
    const found = await readPidFile(dir);
    if (found?.isReady && (pid === undefined || found.pid === pid)) return found;
    await sleep(pollMs);
  }
  return null;
}

/** Line 1 is the process, line 4 the port, line 8 the status, which comes last. */
async function readPidFile(dir: string): Promise<Postmaster | null> {
  const text = await readFile(join(dir, "postmaster.pid"), "utf8").catch(nullIfMissing);
  if (text === null) return null;
  const lines = text.split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" };
}

/**
 * PostgreSQL clears the file of a server that died, but takes any living process with that number for the server: in a
 * restarted container numbers repeat.
 */
async function removeMisleadingPidFile(dir: string): Promise<void> {
  const found = await readPidFile(dir);
  if (found !== null && commandLineOf(found.pid) !== "" && !isServerOf(found.pid, dir)) {
    await rm(join(dir, "postmaster.pid"));
  }
}

function isServerOf(pid: number, dir: string): boolean {
  return commandLineOf(pid).includes(`postgres -D ${dir} -p `);
}

/** Empty when there is no such process (or it ended and nobody has asked for its exit status yet). */
function commandLineOf(pid: number): string {
  if (process.platform !== "linux") {
    return spawnSync("ps", ["-p", `${pid}`, "-o", "command="], {
      encoding: "utf8",
      timeout: 10_000,
    }).stdout.trim();
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
