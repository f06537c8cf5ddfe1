import { afterAll, beforeAll } from "vitest";
import { lengths } from "./lengths.ts";
import { type SystemOptions, TestSystem } from "./start-system.ts";

/** One system for all stories of a file. Each of them begins with `reset()`, so that none depends on those before it. */
export function shareSystem(options: SystemOptions): TestSystem {
  const consoleEnv = {
    MERIDIAN_STALE_AFTER_MS: String(lengths.staleAfterMs),
    MERIDIAN_OFFLINE_AFTER_MS: String(lengths.offlineAfterMs),
    ...options.consoleEnv,
  };
  const system = new TestSystem({ ...options, consoleEnv });
  beforeAll(() => system.boot());
  afterAll(() => system.dispose());
  return system;
}
