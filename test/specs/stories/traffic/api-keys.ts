import { join } from "node:path";
import { GatewayClient } from "@meridian/contracts/client";
import { beforeAll, expect, it } from "vitest";
import type { ApiKeyView, ClientAccessView } from "@meridian/contracts/api";
import { consoleDir } from "../../../../scripts/lib/paths.ts";
import { createToken, RestClient } from "../../../harness/rest-client.ts";
import { runToEnd } from "../../../harness/run-to-end.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

type Made = { id: string; key: string };

export function apiKeys(system: TestSystem): void {
  let admin: RestClient;
  let gateway: string;
  beforeAll(async () => {
    await system.reset();
    admin = new RestClient(system.url, (await createToken(await system.signIn(), "admin")).token);
    gateway = system.agent("cn-east-gateway").url;
  });

  async function make(body: object): Promise<Made> {
    const answer = await admin.ask<Made>("POST", "/api-keys", { body });
    expect(answer.status).toBe(201);
    return answer.body;
  }

  async function parse(key?: string, addresses = ["杭州市余杭区文一西路969号"]): Promise<Response> {
    const answer = await fetch(`${gateway}/v1/parse`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ addresses }),
    });
    await answer.arrayBuffer();
    return answer;
  }

  const access = async () => (await admin.ask<ClientAccessView>("GET", "/client-access")).body;
  /** Within a second or two of the change. */
  const answers = (status: number, key?: string) =>
    eventually(async () => (await parse(key)).status === status, `the gateway answers ${status}`, 10_000);

  it("are asked for, limited and ended", async () => {
    const quick = await make({ name: "quick", requestsPerSecond: 1000, addressesPerDay: 1_000_000 });
    // Two gateways share them: one a second each.
    const slow = await make({ name: "slow", requestsPerSecond: 2 });
    expect((await parse()).status).toBe(200);
    await eventually(async () => {
      await parse(quick.key);
      const mine = (await access()).gateways.find(({ name }) => name === "cn-east-gateway");
      return mine && mine.requests > (mine.withoutKey ?? 0);
    }, "the console hears of requests with and without a key");
    expect((await access()).gateways.every(({ asks }) => asks === false)).toBe(true);

    const asked = await admin.ask("POST", "/client-access/ask", { body: { reason: "all have keys" } });
    expect(asked.status).toBe(200);
    await answers(401);
    await answers(200, quick.key);
    const refused = await parse();
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer/);
    await eventually(
      async () => (await access()).gateways.every(({ asks }) => asks === true),
      "both gateways say that they ask",
    );

    const burst = await Promise.all(Array.from({ length: 5 }, () => parse(slow.key)));
    const limited = burst.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(3);
    expect(burst.map(({ status }) => status).every((status) => status === 200 || status === 429)).toBe(true);
    for (const { headers } of limited) {
      expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect([headers.get("ratelimit-limit"), headers.get("ratelimit-remaining")]).toEqual(["1", "0"]);
    }

    expect((await admin.ask("DELETE", `/api-keys/${quick.id}`)).status).toBe(204);
    await answers(401, quick.key);
    expect((await parse(quick.key)).status).toBe(401);
  });

  it("charge the addresses that nodes say they answered", async () => {
    const { id, key } = await make({ name: "few", addressesPerDay: 20 });
    await answers(200, key);
    // Ten are this gateway's part; nine are left.
    const list = Array.from({ length: 9 }, (_, index) => `杭州市余杭区文一西路${index}号`);
    expect((await parse(key, list)).status).toBe(200);
    const answer = await parse(key);
    expect([answer.status, Number(answer.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(60);
    const view = await eventually(async () => {
      const { body } = await admin.ask<ApiKeyView>("GET", `/api-keys/${id}`);
      // When it was used is stored a moment after what it was used for is heard.
      return body.lastHour.addresses >= 10 && body.lastUsedAt !== null && body;
    }, "the console hears what the key was used for, and when");
    expect(view.lastHour.addresses).toBe(10);
  });

  it("go with the client, and the console's own test needs none", async () => {
    const { key } = await make({ name: "client" });
    await answers(200, key);
    const client = new GatewayClient({ gateways: [gateway], deadlineMs: 20_000, apiKey: key });
    expect((await client.parse(["杭州市余杭区文一西路969号"])).results).toHaveLength(1);
    const without = new GatewayClient({ gateways: [gateway], deadlineMs: 20_000 });
    await expect(without.parse(["杭州市余杭区文一西路969号"])).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect((await without.where()).gateway.name).toBe("cn-east-gateway");

    const { regions } = await system.signIn().then((console) => console.fleet());
    const regionId = regions.find(({ name }) => name === "cn-east")?.id;
    const body = { regionId, addresses: ["杭州市余杭区文一西路969号"] };
    expect((await admin.ask("POST", "/parse", { body })).status).toBe(200);
  });

  it("are made, changed and revoked by the command line", async () => {
    const meridian = async <T>(...args: string[]): Promise<T> => {
      const { code, output } = await runToEnd([join(consoleDir, "bin/meridian.js"), ...args, "--json"], {
        env: { MERIDIAN_URL: system.url, MERIDIAN_TOKEN: admin.token },
        deadlineMs: 60_000,
      });
      expect({ code, output }).toMatchObject({ code: 0 });
      return JSON.parse(output) as T;
    };
    const limits = ["--requests-per-second", "7", "--scopes", "parse", "--regions", "cn-east"];
    const { id, key } = await meridian<Made>("api-key", "create", "by script", ...limits);
    await answers(200, key);
    await meridian("api-key", "update", id, "--addresses-per-day", "500");
    const made = (await meridian<ApiKeyView[]>("api-key", "list")).find((one) => one.id === id);
    expect(made).toMatchObject({
      ...{
        name: "by script",
        requestsPerSecond: 7,
        addressesPerDay: 500,
        scopes: ["parse"],
        state: "active",
      },
      regionIds: [expect.stringMatching(/^rg_/)],
    });
    expect(await meridian("client-access", "get")).toMatchObject({ asksForKeys: true });
    await meridian("api-key", "revoke", id, "--reason", "the client is gone");
    await answers(401, key);
  });

  it("outlast a restart of the gateway without its console, and are open again once nobody asks", async () => {
    const { key } = await make({ name: "kept" });
    await answers(200, key);
    await system.stopConsole();
    await system.agent("cn-east-gateway").restart();
    await answers(200, key);
    expect((await parse()).status).toBe(401);
    await system.restartConsole();
    const opened = await admin.ask("POST", "/client-access/open", { body: { reason: "one was left out" } });
    expect(opened.status).toBe(200);
    await answers(200);
  });
}
