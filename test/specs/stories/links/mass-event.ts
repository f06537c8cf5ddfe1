import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { IncidentView } from "@meridian/contracts/api";
import { beforeAll, expect, it } from "vitest";
import { consoleDir } from "../../../../scripts/lib/paths.ts";
import { childrenOf, signalIfThere } from "../../../harness/leftovers.ts";
import { lengths } from "../../../harness/lengths.ts";
import { cachedText, pauseMs } from "../../../harness/load.ts";
import type { Link } from "../../../harness/link.ts";
import { createToken, RestClient } from "../../../harness/rest-client.ts";
import { runToEnd } from "../../../harness/run-to-end.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

const nodeNames = [
  ...["cn-east-node-1", "cn-east-node-2"],
  ...["us-west-node-1", "us-west-node-2", "us-west-node-3"],
];

export function massEvent(system: TestSystem, link: Link): void {
  let viewer: RestClient;
  /** Incidents of other stories. */
  let earlier = 0;
  beforeAll(async () => {
    await system.reset();
    viewer = new RestClient(system.url, (await createToken(await system.signIn(), "viewer")).token);
    earlier = (await allIncidents()).length;
  });

  /** Newest first, as people and scripts see them; dates stay text. */
  const Incident = IncidentView.pick({ state: true, closedReason: true, evidence: true });
  async function allIncidents() {
    const { body } = await viewer.ask<{ data: unknown }>("GET", "/incidents");
    return Incident.array().parse(body.data);
  }
  async function incidents() {
    const all = await allIncidents();
    return all.slice(0, all.length - earlier);
  }

  const newestIs = (state: string) =>
    eventually(
      async () => (await incidents())[0]?.state === state,
      `the newest incident is ${state}`,
      60_000,
    );

  /** The hub hears every node. */
  function allHeard(): Promise<boolean> {
    const live = `meridian_agents{role="inference",presence="live"} ${nodeNames.length}\n`;
    const ask = async () => (await (await fetch(system.local.consoleMetricsUrl)).text()).includes(live);
    return eventually(ask, "all nodes are heard");
  }

  it("suspects itself while every agent's link is cut, and no request fails meanwhile", async () => {
    await allHeard();
    const load = system.load("cn-east-gateway", 2, cachedText, pauseMs.steady);
    link.cut();
    await newestIs("suspected");
    const answered = load.answered;
    await eventually(() => load.answered > answered + 50, "gateways go on");
    link.mend();
    await newestIs("closed");
    expect((await load.stop()).failures).toEqual({});
    expect(await incidents()).toMatchObject([
      { closedReason: "recovered", evidence: { nodes: nodeNames.length, gone: 0 } },
    ]);
  });

  /** As a machine that swaps: it does nothing, and nobody is told. */
  async function stall(pids: number[]): Promise<void> {
    for (const pid of pids) signalIfThere(pid, "SIGSTOP");
    await sleep(lengths.stallMs);
    for (const pid of pids) signalIfThere(pid, "SIGCONT");
  }

  function consolePids(): number[] {
    const { pid } = system.local.console;
    return pid === null ? [] : [pid];
  }

  function databasePids(): number[] {
    const [pid = ""] = readFileSync(join(system.local.layout.postgres, "postmaster.pid"), "utf8").split("\n");
    return [Number(pid), ...childrenOf(Number(pid))];
  }

  it.each([
    ["the console", consolePids],
    ["its database", databasePids],
  ])("recovers by itself from a stall of %s, and no request fails meanwhile", async (_what, pidsOf) => {
    await allHeard();
    const load = system.load("cn-east-gateway", 2, cachedText, pauseMs.steady);
    const before = consolePids();
    await stall(pidsOf());
    await allHeard();
    const isQuiet = async () => (await incidents()).every(({ state }) => state === "closed");
    await eventually(isQuiet, "no incident is open", 60_000);
    expect(consolePids()).toEqual(before);
    expect((await load.stop()).failures).toEqual({});
  });

  it("confirms it when a region is really gone, though its gateway is heard no more", async () => {
    await allHeard();
    const before = (await incidents()).length;
    const lost = nodeNames.filter((name) => name.startsWith("us-west"));
    const gone = [...lost, "us-west-gateway"].map((name) => system.agent(name));
    await Promise.all(gone.map((agent) => agent.kill()));
    await newestIs("confirmed");
    const [newest] = await incidents();
    expect(newest?.evidence).toMatchObject({ nodes: nodeNames.length, gateways: 2, gone: 3, served: 0 });
    expect(newest?.evidence.lost.map(({ name }) => name)).toEqual(lost);
    const listed = await runToEnd([join(consoleDir, "bin/meridian.js"), "incident", "list"], {
      env: { MERIDIAN_URL: system.url, MERIDIAN_TOKEN: viewer.token },
    });
    expect(listed).toMatchObject({
      code: 0,
      output: expect.stringMatching(/confirmed +3 of 5 +3 +0 .*\n.* closed .* recovered/),
    });
    for (const agent of gone) agent.start();
    await newestIs("closed");
    expect(await incidents()).toHaveLength(before + 1);
  });

  it("is not concerned when every node is stopped and started again", async () => {
    const nodes = nodeNames.map((name) => system.agent(name));
    await Promise.all([allHeard(), ...nodes.map((node) => node.ready())]);
    const before = (await incidents()).length;
    await Promise.all(nodes.map((node) => node.restart()));
    await allHeard();
    expect(await incidents()).toHaveLength(before);
  });
}
