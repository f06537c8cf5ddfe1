import { readFileSync } from "node:fs";
import { childrenOf } from "../../harness/leftovers.ts";

/** Linux counts a process's time in these. */
const ticksPerSecond = 100;

/** Seconds on a CPU of a process and those under it that live, since each began. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const own = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  return childrenOf(pid).reduce((total, child) => total + cpuSeconds(child), own);
}

/** Resident memory of a process and those under it. */
export function rssMb(pid: number): number {
  const [, kb] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return childrenOf(pid).reduce((total, child) => total + rssMb(child), Number(kb ?? 0) / 1024);
}
