import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { usableCores } from "./usable-cores.ts";

describe("usableCores", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "meridian-cores-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  async function write(files: Record<string, string>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }

  it("is the affinity where no group limits the process", async () => {
    expect(usableCores(root, 8)).toBe(8);
    await write({ "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "max 100000\n" });
    expect(usableCores(root, 8)).toBe(8);
  });

  it.each([
    ["400000 100000", 4],
    ["150000 100000", 1],
    ["50000 100000", 1],
    ["1600000 100000", 8],
    ["nonsense", 8],
  ])("reads %j of a container's own group", async (text, cores) => {
    await write({ "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": `${text}\n` });
    expect(usableCores(root, 8)).toBe(cores);
  });

  it("takes the tightest of all groups above it", async () => {
    await write({
      "proc/self/cgroup": "0::/system.slice/agent.service\n",
      "sys/fs/cgroup/system.slice/cpu.max": "200000 100000\n",
      "sys/fs/cgroup/system.slice/agent.service/cpu.max": "max 100000\n",
    });
    expect(usableCores(root, 8)).toBe(2);
  });

  it("reads the older layout, where a container sees the host's path", async () => {
    await write({
      "proc/self/cgroup": "5:cpu,cpuacct:/docker/0123\n3:memory:/docker/0123\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
      "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
    });
    expect(usableCores(root, 8)).toBe(3);
    await write({ "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n" });
    expect(usableCores(root, 8)).toBe(8);
  });
});
