import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { consoleDir } from "../../../../scripts/lib/paths.ts";
import { cachedText, pauseMs } from "../../../harness/load.ts";
import { createToken } from "../../../harness/rest-client.ts";
import { type Ended, runToEnd } from "../../../harness/run-to-end.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

export function cli(system: TestSystem): void {
  let tokenFile: string;
  beforeAll(async () => {
    await system.reset();
    tokenFile = join(system.dir, "token");
    const { token } = await createToken(await system.signIn(), "approver");
    writeFileSync(tokenFile, token, { mode: 0o600 });
  });

  function meridian(...args: string[]): Promise<Ended> {
    return runToEnd([join(consoleDir, "bin/meridian.js"), ...args], {
      env: { MERIDIAN_URL: system.url, MERIDIAN_TOKEN_FILE: tokenFile },
      deadlineMs: 150_000,
    });
  }

  async function json<T>(...args: string[]): Promise<T> {
    const { code, output } = await meridian(...args, "--json");
    expect({ code, output }).toMatchObject({ code: 0 });
    return JSON.parse(output) as T;
  }

  it("shows the fleet", async () => {
    const { code, output } = await meridian("fleet");
    expect(code).toBe(0);
    expect(output).toMatch(/cn-east-node-1 +inference +active +100 +ready +compact/);
    type Fleet = { regions: { name: string; agents: object[] }[] };
    expect((await json<Fleet>("fleet")).regions.map(({ name }) => name)).toEqual(["cn-east", "us-west"]);
  });

  it("moves traffic to 90/10, sees the gateways follow, and undoes it", async () => {
    const set = ["traffic", "set", "cn-east", "cn-east=90", "us-west=10", "--reason", "story"];
    expect(await meridian(...set)).toMatchObject({ code: 0, output: expect.stringContaining("revision") });
    type Origin = { targets: { weight: number }[]; convergence: { observed: number } };
    const origin = () => json<Origin>("traffic", "get", "cn-east");
    const followed = await eventually(async () => {
      const view = await origin();
      return view.convergence.observed === 1 && view;
    }, "the gateway reports it in effect");
    expect(followed.targets.map(({ weight }) => weight)).toEqual([90, 10]);
    expect((await meridian("traffic", "get")).output).toMatch(/us-west +active +10 +10\.0 %/);

    expect(await meridian("traffic", "undo", "--origin", "cn-east")).toMatchObject({ code: 0 });
    expect((await meridian("traffic", "get", "cn-east")).output).toMatch(/us-west +standby/);
    expect(await meridian("traffic", "set", "nowhere", "cn-east=1", "--reason", "x")).toEqual({
      code: 1,
      output: "There is no region nowhere: there are cn-east, us-west.\n",
    });
  });

  it("weighs a region's nodes, tries it first, and shows what they wait for", async () => {
    const set = (weight: number, ...more: string[]) =>
      meridian("traffic", "set-nodes", "cn-east", `cn-east-node-1=${weight}`, "--reason", "story", ...more);
    const weight = async () => {
      const { nodes } = await json<{ nodes: { name: string; weight: number }[] }>(
        "traffic",
        "nodes",
        "cn-east",
      );
      return nodes.find(({ name }) => name === "cn-east-node-1")?.weight;
    };
    const before = (await weight()) ?? 0;
    expect(await set(before - 1, "--dry-run")).toMatchObject({ code: 0 });
    expect(await weight()).toBe(before);
    expect(await set(before - 1)).toMatchObject({ code: 0, output: expect.stringContaining("at revision") });
    expect(await weight()).toBe(before - 1);
    const [change] = await json<{ revision: string }[]>("audit", "list", "--kind", "nodes", "--limit", "1");
    expect((await meridian("audit", "show", change?.revision ?? "")).output).toContain(
      `"weight": ${before - 1}`,
    );
    expect(await set(before)).toMatchObject({ code: 0 });

    await meridian("parse", "浙江省杭州市余杭区文一西路969号");
    const told = [
      ["region", "performance", "cn-east"],
      ["agent", "performance", "cn-east-node-1"],
      ["version", "list"],
      ["events", "list"],
    ];
    for (const command of told) expect(await meridian(...command)).toMatchObject({ code: 0 });
    expect((await meridian("version", "list")).output).toMatch(/compact \(default\).*cn-east \d\/\d/);
  });

  it("parses addresses, from arguments and from a node of choice", async () => {
    const { code, output } = await meridian("parse", "浙江省杭州市余杭区文一西路969号");
    expect(code).toBe(0);
    expect(output).toMatch(/prov +浙江省/);
    type Parsed = { address: string; elements: { type: string; text: string }[] };
    const parsed = await json<Parsed>("parse", "上海市南京东路1号", "--node", "us-west-node-1");
    expect(parsed.elements).toContainEqual(expect.objectContaining({ type: "city", text: "上海市" }));
    expect((await meridian("parse", " ")).code).toBe(1);
    const included = ["--include", "address,resolution,contact,rest", "--region-hint", "北京"];
    const { output: told } = await meridian("parse", "朝阳区建国路93号 13812345678", ...included);
    expect(told).toMatch(/= address +北京市朝阳区建国路93号\n.*= verdict +complete\n/);
    expect(told).toMatch(/= contact +13812345678\n.*= rest +10–21 13812345678\n/);
    expect((await meridian("parse", "朝阳区", "--region-hint", "朝阳区")).output).toContain("220104");
  });

  it("rolls a version out while it is watched, and another back", async () => {
    // A busy machine's own latency is not the story's business.
    const patient = ["--p95-ratio", "100", "--bake", "10s", "--regions", "us-west"];
    const start = ["rollout", "start", "compact-b", ...patient, "--reason", "story"];
    const load = system.load("us-west-gateway", 1, cachedText, pauseMs.steady);
    expect(await meridian(...start)).toMatchObject({ code: 0, output: expect.stringContaining("running") });
    expect(await meridian(...start)).toMatchObject({ code: 1 });
    const watched = await meridian("rollout", "watch");
    expect(watched).toMatchObject({ code: 0, output: expect.stringContaining("completed") });
    expect(watched.output).toContain("us-west: baking");

    expect(await meridian("rollout", "start", "compact", "--bake", "1h", "--reason", "back")).toMatchObject({
      code: 0,
    });
    expect(await meridian("rollout", "rollback", "--reason", "no")).toMatchObject({ code: 0 });
    type Rollouts = { state: string }[];
    await eventually(
      async () => (await json<Rollouts>("rollout", "list"))[0]?.state === "rolled-back",
      "it is rolled back",
    );
    expect((await load.stop()).failures).toEqual({});
  });

  it("lists incidents, and closes none that is not there", async () => {
    expect(await meridian("incident", "list")).toEqual({ code: 0, output: "There are no incidents.\n" });
    const close = ["incident", "close", "in_000000000000", "--reason", "story"];
    expect(await meridian(...close)).toMatchObject({ code: 1, output: expect.stringContaining("NOT_FOUND") });
  });

  it("says with its exit code what went wrong", async () => {
    expect((await meridian("fleet", "--url", "http://127.0.0.1:9")).code).toBe(3);
    expect((await meridian("fleet", "--token", "mat_unknown")).code).toBe(1);
    expect((await meridian("fly")).code).toBe(2);
    chmodSync(tokenFile, 0o644);
    expect(await meridian("fleet")).toMatchObject({ code: 2, output: expect.stringContaining("chmod 600") });
    chmodSync(tokenFile, 0o600);
  });
}
