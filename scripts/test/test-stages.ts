import { root } from "../lib/paths.ts";
import { runNode } from "../lib/run-node.ts";
import type { Outcome, Stage } from "./stage.ts";
import { runVitest } from "./vitest-run.ts";

type Write = (text: string) => void;

/** @param script relative to the project's root, and its arguments */
const check = (script: string[]) => {
  return async (write?: Write): Promise<Outcome> => {
    const env = { TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1" };
    const code = await runNode(script, { cwd: root, env, write });
    const isOk = code === 0;
    return { isOk, note: isOk ? "" : `exit code ${code}`, passed: 0, failed: isOk ? 0 : 1, failures: [] };
  };
};
const turbo = (task: string) =>
  check(["node_modules/turbo/bin/turbo", "run", task, "--output-logs=errors-only", "--concurrency=2"]);

/**
 * Every check of the project in the order in which they start: those that others wait for, then the longest. Engines have
 * deadlines: they come after what keeps both cores busy.
 */
export const testStages: Stage[] = [
  { name: "generate", what: "database client", run: turbo("generate") },
  {
    name: "build",
    what: "console and agent",
    needs: ["generate"],
    writes: "apps/console/.next",
    run: turbo("build"),
  },
  {
    name: "unit database",
    what: "services on PostgreSQL",
    needs: ["generate"],
    run: (write) => runVitest("database", write),
  },
  {
    name: "lint",
    what: "eslint",
    needs: ["generate"],
    run: check(["node_modules/eslint/bin/eslint.js", ".", "--max-warnings", "0"]),
  },
  {
    name: "unit engines",
    what: "engines and child processes",
    needs: ["build"],
    run: (write) => runVitest("engines", write),
  },
  {
    name: "unit pure",
    what: "neither database nor processes",
    needs: ["generate"],
    run: (write) => runVitest("pure", write),
  },
  {
    name: "types",
    what: "tsc in every workspace",
    needs: ["generate"],
    writes: "apps/console/.next",
    run: turbo("typecheck"),
  },
  {
    name: "format",
    what: "prettier",
    run: check(["node_modules/prettier/bin/prettier.cjs", "--check", ".", "--log-level", "warn"]),
  },
  {
    name: "lint counts",
    what: "import circles, lengths, paths in documents",
    run: check(["--import", "tsx", "scripts/counts.ts", "--check"]),
  },
  {
    name: "lint licences",
    what: "licences of the packages that the lock file names",
    run: check(["--import", "tsx", "scripts/licences.ts", "--check"]),
  },
  {
    name: "stories",
    what: "whole systems",
    needs: ["build"],
    isAlone: true,
    run: () => runVitest("stories"),
  },
  {
    name: "browser",
    what: "whole systems and Chromium",
    needs: ["build"],
    isAlone: true,
    run: () => runVitest("browser"),
  },
];
