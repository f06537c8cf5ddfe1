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
  ["eval/eval-command.ts", "--json", "required option '--conll <file>' not specified"],
  ["eval/eval-command.ts", "--conll x --precision int4", "Allowed choices are fp32, fp16, int8"],
  ["eval/eval-command.ts", "--conll x --mode words", "Allowed choices are char, parity"],
  ["eval/eval-command.ts", "--conll x --threads 0", "Expected a whole number from 1 to 999"],
  ["import/import-command.ts", "--from x", "required option '--to <folder>' not specified"],
  [
    "import/import-command.ts",
    "--from x --to y --precision fp32,int4",
    "Expected a list of fp32, fp16, int8, each once",
  ],
  ["import/import-command.ts", "--from x --to y --precision int8,int8", "int8, each once"],
  ["import/import-command.ts", "--from x --to y --mode words", "Allowed choices are char, parity"],
  ["import/import-command.ts", "--from x --to y --temperature 0", "Expected a number above 0"],
  ["calibration/write-addresses-command.ts", "--seed 3", "unknown option '--seed'"],
  ["import/import-command.ts", "--from x --to y --plane", "unknown option '--plane'"],
])("%s %s is refused in words", async (command, args, expected) => {
  const told = await complaint(`src/${command}`, args);
  expect(told).toContain(expected);
  expect(told).not.toMatch(/^ +at /m);
});
