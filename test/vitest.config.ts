import { defineConfig } from "vitest/config";

// Each file boots a whole system: one after another, with patience.
export default defineConfig({
  test: {
    include: ["specs/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
  },
});
