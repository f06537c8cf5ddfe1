import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  test: {
    include: ["src/**/*.test.{ts,tsx}"],
    globalSetup: ["@meridian/db/testing/setup"],
    // Databases are made and passwords hashed, on machines of two cores.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
