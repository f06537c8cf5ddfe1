import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { leavesOf, nameOf } from "./command-tree.ts";
import { createProgram } from "./program.ts";
import { run } from "./run.ts";

async function runned(...typed: string[]) {
  let stdout = "";
  let stderr = "";
  const code = await run(typed, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  return { code, stdout, stderr };
}
/** Nobody listens there. */
const nowhere = ["--url", "http://127.0.0.1:9", "--token", "mat_x"];
const names = leavesOf(createProgram(() => () => Promise.resolve(), {})).map(nameOf);

test("help lists every command; without one it is a mistake", async () => {
  const help = await runned("--help");
  expect(help.code).toBe(0);
  expect(names).toHaveLength(53);
  for (const name of names) expect(help.stdout).toContain(`\n  ${name} `);
  expect(await runned()).toEqual({ ...help, code: 2 });
  expect(await runned("help")).toEqual(help);
});

test.each(names)("%s --help tells how it is used, with an example", async (name) => {
  const { code, stdout, stderr } = await runned(...name.split(" "), "--help");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(`Usage: meridian ${name}`);
  expect(stdout).toContain(`\n  meridian ${name}`);
  for (const option of name === "completion" ? [] : ["--json", "--url", "--token"])
    expect(stdout).toContain(option);
});

test.each([
  [["fly"], "unknown command 'fly'"],
  [["traffic"], "traffic undo"],
  [["traffic", "sett"], "Did you mean set?"],
  [["fleet", "--wat"], "unknown option '--wat'"],
  [["fleet", "--wat"], "--json"],
  [["fleet", "x", ...nowhere], "Expected 0 arguments"],
  [["traffic", "set", "eu-central", "eu-central=1001", "--reason", "x", ...nowhere], "0 to 1000"],
  [
    ["traffic", "set", "eu-central", "--reason", "x", ...nowhere],
    "missing required argument 'region=weight'",
  ],
  [["traffic", "split", "eu-central", "v2", "--reason", "x", ...nowhere], "<version>=<percent>, or off"],
  [["traffic", "set", "--reason", "x", ...nowhere], "missing required argument 'origin'"],
  [["traffic", "set", "eu-central", "eu-central=10", ...nowhere], "--reason"],
  [["rollout", "start", ...nowhere, "--reason", "x"], "missing required argument 'version'"],
  [["rollout", "start", "b", "--bake", "2", "--reason", "x", ...nowhere], "expected a time like 90s"],
  [["rollout", "start", "b", "--precision", "fp8", "--reason", "x", ...nowhere], "Allowed choices are"],
  [["traffic", "undo", "first", ...nowhere], "'revision'"],
  [["traffic", "set-nodes", "eu-central", "node-1=full", "--reason", "x", ...nowhere], "<name>=<weight>"],
  [["region", "performance", "eu-central", "--minutes", "61", ...nowhere], "at most 60 minutes"],
  [["events", "follow", "--count", "few", ...nowhere], "expected a number of events"],
  [["audit", "show", "newest", ...nowhere], "'revision'"],
  [["incident", "close", "--reason", "x", ...nowhere], "missing required argument 'incident'"],
  [["incident", "close", "in_0123456789ab", ...nowhere], "--reason"],
  [
    ["region", "create", "eu-north", "--label", "x", "--latitude", "91", "--longitude", "0", ...nowhere],
    "90",
  ],
  [["enrolment-token", "revoke", "../users", ...nowhere], "expected an id"],
  [["api-key", "create", "shop", "--scopes", "parse,all", ...nowhere], 'expected one of "parse"|"stream"'],
  [["api-key", "create", "shop", "--requests-per-second", "0", ...nowhere], ">=1"],
  [["api-key", "create", "shop", "--expires-in-days", "366", ...nowhere], "<=365"],
  [["parse", "杭州", "--include", "adress", ...nowhere], "expected address, resolution, contact or rest"],
  [["api-key", "update", "ak_1", ...nowhere], "at least one thing"],
  [["client-access", "ask", ...nowhere], "--reason"],
  [["audit", "list", "--from", "yesterday", ...nowhere], "expected a time like"],
  [["safety", "set", "--reason", "x", ...nowhere], "at least one rule"],
  [["completion", "tcsh"], "bash, zsh, fish"],
  [["agent", "accept-address", "node-1", ...nowhere], "--reason"],
  [["region", "update", "eu-north", "--networks", "10.42.0.0", ...nowhere], "a network such as"],
  [["region", "update", "eu-north", "--networks", "", ...nowhere], "a network such as"],
])("%j is not understood", async (typed, said) => {
  const { code, stdout, stderr } = await runned(...typed);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(said);
});

test.each([
  ["fly\u001b[2J"],
  ["fleet", "--wat\u001b[31m"],
  ["completion", "\u001b]0;title\u0007"],
  ["rollout", "start", "b", "--bake", "\u009b2J", "--reason", "x"],
  ["traffic", "undo", "\u202e1"],
])("what is typed comes back visible: %j", async (...typed) => {
  const { code, stdout, stderr } = await runned(...typed, ...nowhere);
  expect(code).toBe(2);
  expect(stdout + stderr).toMatch(/\\u\{/);
  expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
});

test("a console that cannot be reached is exit code 3", async () => {
  const { code, stderr } = await runned("fleet", ...nowhere);
  expect(code).toBe(3);
  expect(stderr).toContain("http://127.0.0.1:9 cannot be reached");
});

test.each(["bash", "zsh", "fish"])(
  "the completion for %s knows every command and its options",
  async (shell) => {
    const { code, stdout } = await runned("completion", shell);
    expect(code).toBe(0);
    const words = new Set(names.flatMap((name) => name.split(" ")));
    for (const word of words) expect(stdout).toContain(word);
    for (const option of ["dry-run", "if-revision", "idempotency-key"]) expect(stdout).toContain(option);
  },
);

test.each([
  ["", "traffic"],
  ["traffic ", "undo"],
  ["traffic set x --", "--dry-run"],
  ["fleet --", "--json"],
])("bash completes %j with %s", async (typed, expected) => {
  const { stdout } = await runned("completion", "bash");
  const words = ["meridian", ...typed.split(" ")];
  const script = `${stdout}\nCOMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")}); COMP_CWORD=${words.length - 1}; _meridian; echo "\${COMPREPLY[@]}"`;
  const { stdout: completed } = await promisify(execFile)("bash", ["-c", script]);
  expect(completed.trim().split(" ")).toContain(expected);
});
