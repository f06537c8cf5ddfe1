import { fileURLToPath } from "node:url";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { LongestFirst } from "./scripts/test/longest-first.ts";
import { testFilesByKind, type TestKind, testKinds } from "./scripts/test/test-files.ts";

type Options = TestProjectInlineConfiguration["test"];

/** Whole systems are booted, with patience. */
const processes = { testTimeout: 300_000, hookTimeout: 300_000 };
const preparedData = ["test/harness/global-setup.ts"];

const optionsOf: Record<TestKind, Options> = {
  // Files share their workers' modules, which saves most of the time that importing takes.
  pure: { pool: "threads", isolate: false },
  // One server; every file makes a database of its own on it.
  database: {
    maxWorkers: 2,
    isolate: false,
    globalSetup: ["@meridian/db/testing/setup"],
  },
  engines: { maxWorkers: 2, globalSetup: ["scripts/test/build-agent.ts"] },
  // Stories mostly wait: three systems at a time.
  stories: { ...processes, globalSetup: preparedData, maxWorkers: 3 },
  // All files share the browser and the system of one worker (test/harness/browser-test.ts); the first test boots them.
  browser: { ...processes, globalSetup: preparedData, isolate: false, maxWorkers: 1 },
  servers: { ...processes, globalSetup: preparedData, fileParallelism: false },
};

/** Besides what all of them begin with. */
const setupFilesOf: Partial<Record<TestKind, string[]>> = {
  database: ["apps/console/src/server/testing/forget-shared.ts"],
};

const shared = {
  provide: { isSoak: process.env.MERIDIAN_SOAK === "1" },
  setupFiles: ["scripts/test/soak.ts"],
  // Passwords are hashed and models loaded, on machines of two cores.
  testTimeout: 60_000,
  hookTimeout: 60_000,
} satisfies Options;

const files = await testFilesByKind();
/** Next's folders have brackets in their names, which would be patterns. */
const literally = (path: string) => path.replace(/[[\](){}]/g, "\\$&");
/** None extends this file: it would be read once more for each, and it looks through the whole tree. */
const projects = testKinds.map((name, groupOrder): TestProjectInlineConfiguration => ({
  resolve: { alias: { "@": fileURLToPath(new URL("apps/console/src", import.meta.url)) } },
  test: {
    ...shared,
    ...optionsOf[name],
    ...{ name, include: files[name].map(literally), sequence: { groupOrder } },
    setupFiles: [...shared.setupFiles, ...(setupFilesOf[name] ?? [])],
  },
}));

export default defineConfig({
  test: { projects, sequence: { sequencer: LongestFirst }, teardownTimeout: 30_000 },
});
