import { join } from "node:path";
import { root } from "./paths.ts";
import { runNode } from "./run-node.ts";
import type { Outcome, Stage } from "./stage.ts";
import { runVitest } from "./vitest-run.ts";

type Write = (text: string) => void;

type Options = { isBackground?: boolean };

const check = ([path, ...args]: [string, ...string[]], { isBackground }: Options = {}) => {
  return async (write?: Write): Promise<Outcome> => {
    const command = [join(root, "node_modules", path), ...args];
    const env = { TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1" };
    const code = await runNode(command, { cwd: root, env, write, isBackground });
    const isOk = code === 0;
    return { isOk, note: isOk ? "" : `exit code ${code}`, passed: 0, failed: isOk ? 0 : 1, failures: [] };
  };
};
const turbo = (task: string, options?: Options) =>
  check(["turbo/bin/turbo", "run", task, "--output-logs=errors-only", "--concurrency=2"], options);

/** Every check of the project, those that others wait for first. */
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
    name: "unit pure",
    what: "neither database nor processes",
    needs: ["generate"],
    run: (write) => runVitest("pure", write),
  },
  {
    name: "unit engines",
    what: "engines and child processes",
    needs: ["build"],
    isAlone: true,
    run: () => runVitest("engines"),
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
  {
    name: "lint",
    what: "eslint",
    isBackground: true,
    run: check(["eslint/bin/eslint.js", ".", "--max-warnings", "0"], { isBackground: true }),
  },
  {
    name: "types",
    what: "tsc in every workspace",
    isBackground: true,
    needs: ["generate"],
    writes: "apps/console/.next",
    run: turbo("typecheck", { isBackground: true }),
  },
  {
    name: "format",
    what: "prettier",
    isBackground: true,
    run: check(["prettier/bin/prettier.cjs", "--check", ".", "--log-level", "warn"], { isBackground: true }),
  },
];
