import { readdirSync, readFileSync } from "node:fs";

/** Processes of this machine that work on `dir`: its folder stands in their command line or environment. Linux only. */
export function processesOf(dir: string): string[] {
  if (process.platform !== "linux") return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const command = readProc(`/proc/${pid}/cmdline`);
    const isOurs = command.includes(dir) || readProc(`/proc/${pid}/environ`).includes(dir);
    return isOurs && command !== "" ? [`${pid} ${command.replaceAll("\0", " ").trim()}`] : [];
  });
}

/** Direct children of a process. */
export function childrenOf(parent: number): number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    const stat = readProc(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
  });
}

/** Children come and go: an engine that stands still is replaced, a backend of the database ends. */
export function signalIfThere(pid: number, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
