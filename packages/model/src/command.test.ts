import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));
const tsx = fileURLToPath(new URL("../../../node_modules/tsx/dist/cli.mjs", import.meta.url));

/** What the command writes to stderr when it fails. */
function complaint(command: string, args: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [tsx, command, ...args.split(" ")], { cwd: folder }, (error, _out, told) =>
      error ? resolve(told) : reject(new Error(`${command} ${args} did not fail`)),
    );
  });
}

it.each([
  ["eval/eval-command.ts", "--json", "usage: npm run eval"],
  ["eval/eval-command.ts", "--conll x --precision int4", 'expected fp32, fp16 or int8, found "int4"'],
  ["eval/eval-command.ts", "--conll x --mode words", 'expected char or parity, found "words"'],
  ["eval/eval-command.ts", "--conll x --threads 0", 'expected a whole number from 1 to 999, found "0"'],
  ["import/import-command.ts", "--from x", "usage: npm run import"],
  [
    "import/import-command.ts",
    "--from x --to y --precision fp32,int4",
    "expected a list of fp32, fp16, int8, each once",
  ],
  ["import/import-command.ts", "--from x --to y --precision int8,int8", "int8, each once"],
  ["import/import-command.ts", "--from x --to y --temperature 0", 'expected a number above 0, found "0"'],
  ["calibration/write-addresses-command.ts", "--seed 3", "Unknown option '--seed'"],
  ["import/import-command.ts", "--from x --to y --plane", "Unknown option '--plane'"],
])("%s %s is refused in words", async (command, args, expected) => {
  const told = await complaint(`src/${command}`, args);
  expect(told).toContain(expected);
  expect(told).not.toMatch(/^ +at /m);
});
