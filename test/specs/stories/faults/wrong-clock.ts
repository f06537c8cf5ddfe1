import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createDatabase } from "@meridian/db";
import { beforeAll, expect, it } from "vitest";
import { root } from "../../../../scripts/lib/paths.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import { active, TrafficDesk } from "../../../harness/traffic-desk.ts";
import type { AgentHandle } from "../../../harness/agent-handle.ts";

export function wrongClock(system: TestSystem): void {
  const region = "cn-east";
  const hourMs = 3_600_000;
  /** More than anything here takes. */
  const tenMinutesMs = 600_000;
  /** What the agents' own test is run with: wrong from the start, and to the other side after SIGUSR2. */
  const preload = pathToFileURL(join(root, "apps/node-agent/src/testing/wrong-clock.js"));

  beforeAll(async () => {
    await system.reset();
    await system.restartConsole({
      NODE_OPTIONS: `--import=${preload.href}?ms=${hourMs}`,
      MERIDIAN_STALE_AFTER_MS: String(tenMinutesMs),
      MERIDIAN_OFFLINE_AFTER_MS: String(tenMinutesMs),
    });
  });

  it("a console whose clock is wrong by an hour, or jumps by two, works as any other", async () => {
    const since = new Date();
    const db = createDatabase({ url: system.local.database.url, max: 1 });
    const console = await system.signIn();
    const live = console.followFleet();
    const desk = new TrafficDesk(console, region);
    const node = system.agent(`${region}-node-1`);
    const drained = system.agent(`${region}-node-2`);
    const agents = [node, drained, system.agent(`${region}-gateway`)];
    const allLive = () => agents.every(({ id }) => live.presenceOf(id) === "live");
    const stateOf = async ({ id }: AgentHandle) =>
      (await desk.nodes()).nodes.find((one) => one.id === id)?.state;
    const drain = (minutes: number) =>
      ({ state: "drain", weight: 100, drain: { minutes, then: "standby" } }) as const;

    async function expectAllIsWell(weight: number): Promise<void> {
      await eventually(allLive, "all agents are live");
      await desk.setNode(node.id, active(weight));
      await eventually(() => desk.areNodesInEffect(), "the change is in effect");
      const newest = await db.change.findFirstOrThrow({ orderBy: { revision: "desc" } });
      expect(Math.abs(newest.at.getTime() - Date.now())).toBeLessThan(tenMinutesMs);
      expect((await desk.nodes()).convergence.slowest?.ms).toBeLessThan(tenMinutesMs);
    }

    const jump = () => process.kill(system.local.console.pid ?? Number.NaN, "SIGUSR2");

    await expectAllIsWell(90);
    await desk.setNode(drained.id, drain(30));
    jump();
    await expectAllIsWell(80);
    jump();
    await expectAllIsWell(70);
    expect(await stateOf(drained)).toBe("drain");

    const drainDeadlineAt = new Date();
    await db.agent.update({ where: { id: drained.id }, data: { drainDeadlineAt } });
    await eventually(async () => (await stateOf(drained)) === "standby", "the drain ends when it is due");
    const fallen = await db.fleetEvent.count({
      where: { kind: { in: ["agent.stale", "agent.offline"] }, at: { gte: since } },
    });
    expect(fallen).toBe(0);
    expect(await db.incident.count({ where: { openedAt: { gte: since } } })).toBe(0);
    live.close();
    await db.close();
  });
}
