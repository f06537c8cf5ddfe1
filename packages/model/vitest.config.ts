import { defineConfig } from "vitest/config";

// One file at a time: every file that opens sessions would otherwise fight for the same cores.
export default defineConfig({
  test: { include: ["src/**/*.test.ts"], testTimeout: 60_000, fileParallelism: false },
});
