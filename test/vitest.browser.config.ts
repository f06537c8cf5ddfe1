import { defineConfig } from "vitest/config";

// All files share the browser and the system of one worker (harness/browser-test.ts); the first test boots them.
export default defineConfig({
  test: {
    include: ["specs/browser/**/*.test.ts"],
    isolate: false,
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 30_000,
  },
});
