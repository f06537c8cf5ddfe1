// `npm test`: every check of the project; nothing is skipped quietly.
import { checkRequirements } from "./lib/requirements.ts";
import { chooseStages, runStages, type StageResult } from "./test/stage.ts";
import { testStages } from "./test/test-stages.ts";

const help = `npm test [-- <stage> …]

Runs every check, or those whose name begins with one of the words given and what they need.

${testStages.map(({ name, what }) => `  ${name.padEnd(18)}${what}`).join("\n")}
`;

const words = process.argv.slice(2);
const chosen = chooseStages(testStages, words);
if (words.includes("--help") || words.includes("-h")) {
  process.stdout.write(help);
} else if (chosen.length === 0) {
  process.stderr.write(help);
  process.exitCode = 2;
} else {
  checkRequirements();
  if (process.stdout.isTTY) process.env.FORCE_COLOR ??= "1";
  else if (!process.env.FORCE_COLOR) process.env.NO_COLOR = "1";
  const results = await runStages(chosen, {
    atOnce: 2,
    onStart: ({ name }) => process.stdout.write(`· ${name} …\n`),
    onEnd: (result, output) => process.stdout.write(`${report(result)}${output}`),
  });
  process.stdout.write(table(results));
  process.exitCode = results.every(({ outcome }) => outcome.isOk) ? 0 : 1;
}

function report({ stage, outcome, seconds }: StageResult): string {
  const title = `${outcome.isOk ? "✓" : "✗"} ${stage.name} · ${seconds.toFixed(1)} s ${outcome.note}`;
  return `\n── ${title.trimEnd()} ${"─".repeat(Math.max(4, 70 - title.length))}\n`;
}

/** Stage, tests and seconds, what failed, and the sums as the last line. */
function table(results: StageResult[]): string {
  const rows = results.flatMap(({ stage, outcome, seconds }) => {
    const cells = [
      stage.name.padEnd(18),
      String(outcome.passed || "").padStart(6),
      seconds.toFixed(1).padStart(9),
    ];
    const row = `  ${outcome.isOk ? "✓" : "✗"} ${cells.join("")}  ${outcome.note}`.trimEnd();
    return [row, ...outcome.failures.map((failure) => `      ${failure}`)];
  });
  const sum = (key: "passed" | "failed") => results.reduce((total, { outcome }) => total + outcome[key], 0);
  const head = `    ${"stage".padEnd(18)}${"tests".padStart(6)}${"seconds".padStart(9)}`;
  return ["", head, ...rows, "", `${sum("passed")} passed, ${sum("failed")} failed`, ""].join("\n");
}
