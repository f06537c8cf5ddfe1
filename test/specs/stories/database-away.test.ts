import { afterAll, beforeAll, expect, it } from "vitest";
import { consoleDir, entryPoints } from "../../../scripts/lib/paths.js";
import { freePort } from "../../harness/free-port.ts";
import { runToEnd } from "../../harness/run-to-end.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ regions: [{ name: "eu-central", nodes: 1 }] });
});
afterAll(() => system.dispose());

const isRefused = (promise: Promise<unknown>) =>
  promise.then(
    () => false,
    () => true,
  );

it("serves while the database is away, keeps the console up and comes back by itself", async () => {
  const console = await system.signIn();
  const live = console.followFleet();
  const node = system.agent("eu-central-node-1");
  await eventually(() => live.presenceOf(node.id) === "live", "live figures arrive");
  const load = system.load("eu-central-gateway");
  const { pid } = system.local.console;

  await system.local.database.stop();
  await eventually(() => isRefused(console.fleet()), "the console misses its database");
  const answered = load.answered;
  await eventually(() => load.answered > answered + 100, "requests are answered");
  expect((await fetch(`${system.url}/api/health`)).status).toBe(200);
  expect(live.presenceOf(node.id)).toBe("live");

  await system.local.openDatabase(undefined);
  await eventually(() => console.fleet().catch(() => null), "the console has its database again");
  expect(system.local.console.pid).toBe(pid);
  expect((await load.stop()).failures).toEqual({});
  live.close();
});

it("says which database does not answer at the start, without its password, and gives up", async () => {
  const host = `127.0.0.1:${await freePort()}`;
  const { code, output } = await runToEnd([entryPoints.console], {
    cwd: consoleDir,
    env: {
      DATABASE_URL: `postgresql://meridian:top-secret@${host}/meridian`,
      PORT: String(await freePort()),
      MERIDIAN_SECRETS_DIR: `${system.dir}/other-secrets`,
    },
  });
  expect(code).toBe(1);
  expect(output).toContain(host);
  expect(output).not.toContain("top-secret");
});

it("says which port is taken", async () => {
  const { port } = new URL(system.url);
  const { code, output } = await runToEnd([entryPoints.console], {
    cwd: consoleDir,
    env: { DATABASE_URL: system.local.database.url, PORT: port },
  });
  expect(code).toBe(1);
  expect(output).toMatch(new RegExp(`Port ${port} .*taken`));
});
