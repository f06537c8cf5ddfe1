import { defineConfig } from "vitest/config";

// Real engines share two cores here: one file at a time, and time enough for a slow machine.
export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    globalSetup: ["scripts/build-for-tests.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
