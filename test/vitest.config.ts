import { defineConfig } from "vitest/config";

// Each file boots a whole system. They mostly wait: two at a time, with patience.
export default defineConfig({
  test: {
    include: ["specs/**/*.test.ts"],
    globalSetup: ["./harness/global-setup.ts"],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
  },
});
