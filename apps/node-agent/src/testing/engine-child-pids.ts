import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

type Row = { pid: number; parent: number; command: string };

/** Pids of the engine children of a process, this one unless told. */
export async function engineChildPids(parentPid = process.pid): Promise<number[]> {
  const rows = process.platform === "linux" ? await rowsOfProc() : await rowsOfPs();
  const own = rows.filter(({ parent, command }) => parent === parentPid && command.includes("engine.js"));
  return own.map(({ pid }) => pid);
}

/** Small Linux images have no `ps`. */
async function rowsOfProc(): Promise<Row[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "");
  return Promise.all(
    pids.map(async (pid) => {
      const stat = await read(pid, "stat");
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      return { pid: Number(pid), parent, command: await read(pid, "cmdline") };
    }),
  );
}

async function rowsOfPs(): Promise<Row[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,command="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
