import { expect, test } from "vitest";
import { commands } from "./commands/index.ts";
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

test("help lists every command; without one it is a mistake", async () => {
  const help = await runned("--help");
  expect(help.code).toBe(0);
  for (const { name } of commands) expect(help.stdout).toContain(name);
  expect(await runned()).toEqual({ ...help, code: 2 });
});

test.each(commands.map(({ name }) => name))(
  "%s --help tells how it is used, with an example",
  async (name) => {
    const { code, stdout, stderr } = await runned(...name.split(" "), "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: meridian ${name}`);
    expect(stdout).toContain(`  meridian ${name}`);
  },
);

test.each([
  [["fly"], "There is no command fly"],
  [["traffic"], "traffic get, traffic set, traffic split, traffic undo"],
  [["fleet", "--wat"], "--wat"],
  [["fleet", "x", ...nowhere], "expected no arguments"],
  [["traffic", "set", "eu-central", "eu-central=1001", "--reason", "x", ...nowhere], "0 to 1000"],
  [["traffic", "set", "eu-central", "--reason", "x", ...nowhere], "at least one"],
  [["traffic", "split", "eu-central", "v2", "--reason", "x", ...nowhere], "<version>=<percent>, or off"],
  [["traffic", "set", "--reason", "x", ...nowhere], "expected an origin"],
  [["traffic", "set", "eu-central", "eu-central=10", ...nowhere], "--reason"],
  [["rollout", "start", ...nowhere, "--reason", "x"], "expected one version"],
  [["rollout", "start", "b", "--bake", "2", "--reason", "x", ...nowhere], "--bake: expected a time"],
  [["traffic", "undo", "first", ...nowhere], "revision"],
  [["incident", "close", "--reason", "x", ...nowhere], "expected one incident's id"],
  [["incident", "close", "in_0123456789ab", ...nowhere], "--reason"],
])("%j is not understood", async (typed, said) => {
  const { code, stdout, stderr } = await runned(...typed);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(said);
});

test("a console that cannot be reached is exit code 3", async () => {
  const { code, stderr } = await runned("fleet", ...nowhere);
  expect(code).toBe(3);
  expect(stderr).toContain("http://127.0.0.1:9 cannot be reached");
});
