import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { ScriptedConsole } from "./testing/scripted-console.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
let console_: ScriptedConsole;
afterEach(() => console_.close());

/** The command as a process whose output is read by nobody. */
async function unread(scripts: ConstructorParameters<typeof ScriptedConsole>[0], ...typed: string[]) {
  console_ = new ScriptedConsole(scripts);
  const url = await console_.listen();
  const child = spawn(process.execPath, [
    "--import",
    "tsx",
    main,
    ...typed,
    "--url",
    url,
    "--token",
    "mat_x",
  ]);
  child.stdout.destroy();
  const said = text(child.stderr);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stderr: await said };
}

test("a change counts, whether its answer is read or not", async () => {
  const path = "/api/v1/traffic/changes/42/undo";
  expect(await unread({ [path]: [{ body: { revision: "43" } }] }, "traffic", "undo", "42")).toEqual({
    code: 0,
    stderr: "",
  });
  expect(console_.changes()).toHaveLength(1);
});

test("help and queries end well, however little of them is read", async () => {
  expect(await unread({}, "--help")).toEqual({ code: 0, stderr: "" });
  const fleet = { body: { revision: "7", regions: [] } };
  expect(
    await unread(
      { "/api/v1/fleet": [fleet], "/api/v1/findings": [{ body: { data: [], nextCursor: null } }] },
      "fleet",
    ),
  ).toEqual({
    code: 0,
    stderr: "",
  });
});

test("watching ends when nobody reads any more", async () => {
  const rollout = {
    ...{
      id: "ro_1",
      version: { id: "mv_1", name: "compact", digest: "d".repeat(64) },
      precision: "int8",
      state: "running",
    },
    ...{
      stateReason: null,
      reason: "x",
      gates: { p95RatioMax: 2, errorShareMax: 0.1 },
      steps: [],
      createdAt: "2026-01-05T08:00:00.000Z",
    },
    ...{ createdByName: "Li", bakeSeconds: 60, stateSince: "2026-01-05T08:00:00.000Z", endedAt: null },
  };
  const path = "/api/v1/rollouts/ro_1";
  expect(await unread({ [path]: [{ body: rollout }] }, "rollout", "watch", "ro_1")).toEqual({
    code: 0,
    stderr: "",
  });
});
