import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { root: "..", include: ["scripts/**/*.test.ts", "test/sim/**/*.test.ts"] },
});
