import { readFileSync } from "node:fs";

/** The most memory that a process ever had, without those under it. */
export function peakMb(pid: number): number {
  const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kb ?? Number.NaN) / 1024;
}
