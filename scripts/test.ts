// `npm test`: every check of the project, one after another; nothing is skipped quietly.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/paths.ts";
import { checkRequirements } from "./lib/requirements.ts";
import { runNode } from "./lib/run-node.ts";
import { runVitest } from "./lib/vitest-run.ts";

type Outcome = { isOk: boolean; note: string; passed?: number; failed?: number; failures?: string[] };
type Stage = { name: string; what: string; needs?: string; run: () => Promise<Outcome> };

const bin = (path: string) => join(root, "node_modules", path);
const turboEnv = { TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1" };

async function check(command: string[]): Promise<Outcome> {
  const code = await runNode(command, { cwd: root, env: turboEnv });
  return { isOk: code === 0, note: code === 0 ? "" : `exit code ${code}` };
}

function turbo(task: string): Promise<Outcome> {
  return check([bin("turbo/bin/turbo"), "run", task, "--output-logs=errors-only", "--concurrency=2"]);
}

/** Folders whose vitest runs beside the source. */
const unitFolders = ["packages", "apps"].flatMap((parent) =>
  readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
);

const stages: Stage[] = [
  { name: "generate", what: "database client", run: () => turbo("generate") },
  {
    name: "format",
    what: "prettier",
    run: () => check([bin("prettier/bin/prettier.cjs"), "--check", ".", "--log-level", "warn"]),
  },
  {
    name: "lint",
    what: "eslint",
    run: () => check([bin("eslint/bin/eslint.js"), ".", "--max-warnings", "0"]),
  },
  { name: "types", what: "tsc in every workspace", needs: "generate", run: () => turbo("typecheck") },
  { name: "build", what: "console and agent", needs: "generate", run: () => turbo("build") },
  ...unitFolders.map((dir) => ({
    name: `unit ${dir}`,
    what: "vitest, beside the source",
    needs: "generate",
    run: () => runVitest(join(root, dir), []),
  })),
  {
    name: "unit scripts",
    what: "vitest, beside the source",
    run: () => runVitest(join(root, "test"), [], ["--config", "vitest.unit.config.ts"]),
  },
  {
    name: "stories",
    what: "real processes",
    needs: "build",
    run: () => runVitest(join(root, "test"), ["specs/stories"]),
  },
  {
    name: "browser",
    what: "real processes and Chromium",
    needs: "build",
    run: () => runVitest(join(root, "test"), ["specs/browser"]),
  },
];

const help = `npm test [-- <stage> …]

Runs every check, or those whose name begins with one of the words given.

${stages.map(({ name, what }) => `  ${name.padEnd(26)}${what}`).join("\n")}
`;

const wanted = process.argv.slice(2);
if (wanted.includes("--help")) {
  process.stdout.write(help);
  process.exit(0);
}
checkRequirements();
const chosen = stages.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)),
);

const rows: { name: string; seconds: number; outcome: Outcome }[] = [];
for (const { name, needs, run } of chosen) {
  process.stdout.write(`\n── ${name} ${"─".repeat(Math.max(4, 70 - name.length))}\n`);
  const startedAt = performance.now();
  const isBlocked = rows.some((row) => row.name === needs && !row.outcome.isOk);
  const outcome = isBlocked ? { isOk: false, note: `not run: ${needs} failed`, failed: 1 } : await run();
  rows.push({ name, seconds: (performance.now() - startedAt) / 1000, outcome });
}

process.stdout.write("\n");
for (const { name, seconds, outcome } of rows) {
  const mark = outcome.isOk ? "✓" : "✗";
  process.stdout.write(
    `  ${mark} ${name.padEnd(26)}${`${seconds.toFixed(1)} s`.padStart(9)}  ${outcome.note}\n`,
  );
  for (const failure of outcome.failures ?? []) process.stdout.write(`      ${failure}\n`);
}
const sum = (key: "passed" | "failed") => rows.reduce((total, { outcome }) => total + (outcome[key] ?? 0), 0);
process.stdout.write(`\n${sum("passed")} passed, ${sum("failed")} failed\n`);
process.exitCode = rows.length > 0 && rows.every(({ outcome }) => outcome.isOk) ? 0 : 1;
