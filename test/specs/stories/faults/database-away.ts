import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { consoleDir, entryPoints } from "../../../../scripts/lib/paths.ts";
import { cachedText, pauseMs } from "../../../harness/load.ts";
import { runToEnd } from "../../../harness/run-to-end.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import { active, TrafficDesk } from "../../../harness/traffic-desk.ts";
import type { AgentHandle } from "../../../harness/agent-handle.ts";

export function databaseAway(system: TestSystem): void {
  const region = "cn-east";

  beforeAll(() => system.reset());

  const isRefused = (promise: Promise<unknown>) =>
    promise.then(
      () => false,
      () => true,
    );

  it("serves while the database is away, keeps the console up and comes back by itself", async () => {
    const console = await system.signIn();
    const live = console.followFleet();
    const node = system.agent(`${region}-node-1`);
    await eventually(() => live.presenceOf(node.id) === "live", "live figures arrive");
    const load = system.load(`${region}-gateway`);
    const { pid } = system.local.console;

    await system.local.database.stop();
    await eventually(() => isRefused(console.fleet()), "the console misses its database");
    const answered = load.answered;
    await eventually(() => load.answered > answered + 100, "requests are answered");
    const statusOf = async (path: string) => (await fetch(system.url + path)).status;
    expect([await statusOf("/livez"), await statusOf("/api/health"), await statusOf("/readyz")]).toEqual([
      200, 200, 503,
    ]);
    expect(live.presenceOf(node.id)).toBe("live");

    await system.local.openDatabase(undefined);
    await eventually(() => console.fleet().catch(() => null), "the console has its database again");
    await eventually(async () => (await statusOf("/readyz")) === 200, "the console is ready again");
    expect(system.local.console.pid).toBe(pid);
    expect((await load.stop()).failures).toEqual({});
    live.close();
  });

  it("says which port is taken", async () => {
    const { port } = new URL(system.url);
    const { code, output } = await runToEnd([entryPoints.console], {
      cwd: consoleDir,
      env: {
        DATABASE_URL: system.local.database.url,
        PORT: port,
        MERIDIAN_SECOND_CONSOLE: "allowed",
        MERIDIAN_SECRETS_DIR: system.local.layout.secrets,
      },
    });
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`Port ${port} .*taken`));
  });

  /** While nothing runs but the agents; the database is up again behind it. */
  async function withoutDatabase(work: (dataDir: string) => void): Promise<void> {
    await system.stopConsole();
    await system.local.database.stop();
    work(system.local.layout.postgres);
    await system.local.openDatabase(undefined);
  }

  const copy = (from: string, to: string) => execFileSync("cp", ["-a", from, to]);

  it("is followed by every agent once its epoch is raised, though it is older than what they run by", async () => {
    const desk = new TrafficDesk(await system.signIn(), region);
    const isInEffect = () => desk.areNodesInEffect();
    const node = system.agent(`${region}-node-2`);
    const load = system.load(`${region}-gateway`, 4, cachedText, pauseMs.steady);
    await withoutDatabase((dataDir) => copy(dataDir, `${dataDir}-backup`));
    await system.restartConsole();
    await desk.setNode(node.id, active(7));
    await eventually(isInEffect, "the newer weight is in effect");

    await withoutDatabase((dataDir) => {
      rmSync(dataDir, { recursive: true });
      copy(`${dataDir}-backup`, dataDir);
    });
    const { epoch } = await system.local.admin<{ epoch: number }>("raise-epoch");
    await system.restartConsole();
    const restored = (await desk.nodes()).nodes.find(({ id }) => id === node.id);
    expect(restored?.weight).toBe(100);
    await eventually(isInEffect, "the restored weight is in effect");
    const hasStored = ({ dataDir }: AgentHandle) =>
      readdirSync(join(dataDir, "snapshots")).some((name) => name.startsWith(`${epoch}-`));
    const agents = [...system.local.agents.keys()].map((name) => system.agent(name));
    await eventually(() => agents.every(hasStored), "every agent runs by the restored state");
    expect((await load.stop()).failures).toEqual({});
  });
}
