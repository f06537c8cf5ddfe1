import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { root } from "./paths.ts";

/** A build takes minutes on a small machine; whoever waits longer has another trouble. */
const waitSeconds = 900;

/**
 * Carries out `build` while no other process builds in this checkout: two at once write into each other's output, and both
 * fail. The lock of a process that was killed is free after a few seconds.
 */
export async function withBuildLock<T>(build: () => Promise<T>): Promise<T> {
  const folder = join(root, ".turbo");
  mkdirSync(folder, { recursive: true });
  const release = await lock(folder, {
    lockfilePath: join(folder, "build.lock"),
    stale: 10_000,
    retries: { retries: waitSeconds, factor: 1, minTimeout: 1000 },
  });
  try {
    return await build();
  } finally {
    await release();
  }
}
