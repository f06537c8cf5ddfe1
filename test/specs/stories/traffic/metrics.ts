import type { ScrapeTokenCreated } from "@meridian/contracts/api";
import { beforeAll, expect, it } from "vitest";
import type { ConsoleClient } from "../../../harness/console-client.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

export function metrics(system: TestSystem): void {
  let console: ConsoleClient;
  beforeAll(async () => {
    await system.reset();
    console = await system.signIn();
  });

  const places = () => [
    [system.local.consoleMetricsUrl, "meridian_agents{"],
    [system.agent("cn-east-gateway").metricsUrl, "meridian_gateway_requests_total"],
    [system.agent("cn-east-node-1").metricsUrl, "meridian_inference_requests_total"],
  ];
  const ask = async (url: string, token?: string, headers: Record<string, string> = {}) => {
    const given = { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(url, { headers: given });
    return { status: answer.status, text: await answer.text() };
  };
  const statuses = (token?: string) =>
    Promise.all(places().map(async ([url = ""]) => (await ask(url, token)).status));
  const become = (wanted: number, token?: string) =>
    eventually(async () => (await statuses(token)).every((one) => one === wanted), `all answer ${wanted}`);

  it("of all three roles are on ports of their own, open to this machine while there is no token", async () => {
    for (const [url = "", name = ""] of places()) {
      const { status, text } = await ask(url);
      expect([status, text]).toEqual([200, expect.stringContaining(name)]);
      expect((await ask(url, undefined, { "x-forwarded-for": "203.0.113.9" })).status).toBe(401);
    }
    const mainPorts = [system.url, system.agent("cn-east-gateway").url, system.agent("cn-east-node-1").url];
    for (const url of mainPorts) expect((await ask(`${url}/metrics`)).status).toBe(404);
  });

  it("ask for a scrape token once one is made, until it is revoked", async () => {
    const first = (await console.mutate("scrapeToken.create", undefined)) as ScrapeTokenCreated;
    await become(401);
    await become(200, first.token);
    const second = (await console.mutate("scrapeToken.create", undefined)) as ScrapeTokenCreated;
    await become(200, second.token);
    expect(await statuses(first.token)).toEqual([200, 200, 200]);
    await console.mutate("scrapeToken.revoke", { tokenId: first.id });
    await become(401, first.token);
    expect(await statuses(second.token)).toEqual([200, 200, 200]);
    await console.mutate("scrapeToken.revoke", { tokenId: second.id });
    await become(200);
  });

  it("stay where they were after a restart", async () => {
    const before = places().map(([url]) => url);
    await system.restartConsole();
    await system.agent("cn-east-node-1").restart();
    expect(places().map(([url]) => url)).toEqual(before);
    expect(await statuses()).toEqual([200, 200, 200]);
  });
}
