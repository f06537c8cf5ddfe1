import { rssMb } from "../node/process-tree.ts";

const everyMs = 50;

/** The most memory a process had while `work` ran. */
export async function peakMb(pid: number, work: () => Promise<void>): Promise<number> {
  let peak = rssMb(pid);
  const timer = setInterval(() => (peak = Math.max(peak, rssMb(pid))), everyMs);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return peak;
}
