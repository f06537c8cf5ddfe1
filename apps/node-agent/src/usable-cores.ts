import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** `cpu.max`: quota (or `max`) and period in microseconds. */
const CpuMax = z
  .string()
  .trim()
  .regex(/^(max|\d+) [1-9]\d*$/)
  .transform((text) => {
    const [quota, period] = text.split(" ");
    return quota === "max" ? Infinity : Number(quota) / Number(period);
  });
/** `cpu.cfs_quota_us` and `cpu.cfs_period_us` on two lines; -1 is no quota. */
const CfsQuota = z
  .string()
  .regex(/^(-1|\d+)\s+[1-9]\d*\s*$/)
  .transform((text) => {
    const [quota, period] = text.split(/\s+/).map(Number);
    return quota === undefined || period === undefined || quota < 0 ? Infinity : quota / period;
  });

/**
 * Cores this process may really use: its affinity, cut by the CPU quota of every control group it is in; at least 1.
 * `root` and `affinity` are the machine's own unless a test says otherwise.
 */
export function usableCores(root = "/", affinity = availableParallelism()): number {
  const quotas = groupFolders(join(root, "proc/self/cgroup"), join(root, "sys/fs/cgroup")).map(quotaIn);
  return Math.max(1, Math.floor(Math.min(affinity, ...quotas)));
}

/** Every folder that may limit this process; in a container the mount shows its own group as the root. */
function groupFolders(membership: string, mount: string): string[] {
  return read(membership)
    .split("\n")
    .flatMap((line) => {
      const [, controllers = "", path = ""] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
      if (path === "") return [];
      if (controllers === "") return upwards(mount, path);
      return controllers.split(",").includes("cpu") ? upwards(join(mount, controllers), path) : [];
    });
}

function upwards(mount: string, path: string): string[] {
  const parts = path.split("/").filter(Boolean);
  return Array.from({ length: parts.length + 1 }, (_, depth) => join(mount, ...parts.slice(0, depth)));
}

/** Cores of one folder; what is absent or cannot be read limits nothing. */
function quotaIn(folder: string): number {
  const v2 = CpuMax.safeParse(read(join(folder, "cpu.max")));
  if (v2.success) return v2.data;
  const v1 = `${read(join(folder, "cpu.cfs_quota_us"))}\n${read(join(folder, "cpu.cfs_period_us"))}`;
  return CfsQuota.safeParse(v1).data ?? Infinity;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
