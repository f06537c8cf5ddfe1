import { afterAll, beforeAll, expect, it } from "vitest";
import { cachedText, Load } from "../../harness/load.ts";
import { eventually, startSystem, type TestSystem } from "../../harness/start-system.ts";
import { type Balancer, startHaproxy, startNginx } from "./balancer.ts";

const [first, second] = ["cn-east-gateway", "cn-east-gateway-2"];
const connections = 16;

let system: TestSystem;
beforeAll(async () => {
  system = await startSystem({ regions: [{ name: "cn-east", nodes: 2 }] });
  await system.addAgent({ name: second, region: "cn-east", role: "gateway" });
  await system.agent(second).ready();
});
afterAll(() => system.dispose());

const urls = () => [first, second].map((name) => system.agent(name).url);

async function answeringGateway({ url }: Balancer): Promise<string> {
  const response = await fetch(`${url}/v1/where`);
  const { gateway } = (await response.json()) as { gateway: { name: string } };
  return gateway.name;
}

const answers = (balancer: Balancer, name: string) =>
  eventually(async () => (await answeringGateway(balancer)) === name, `${name} answers`);

it.each([
  ["nginx", startNginx],
  ["haproxy", startHaproxy],
])("behind %s no request is lost when a gateway is killed, nor when it comes back", async (_name, start) => {
  const balancer = await start(urls());
  const load = new Load(balancer.url, connections, cachedText);
  try {
    await answers(balancer, first);
    await answers(balancer, second);
    await eventually(() => load.answered > 500, "the load runs");
    await system.agent(first).kill();
    const atDeath = load.answered;
    await eventually(() => load.answered > atDeath + 500, "the other gateway serves");
    system.agent(first).start();
    await system.agent(first).ready();
    await answers(balancer, first);
  } finally {
    const { failures } = await load.stop();
    await balancer.stop();
    expect(failures).toEqual({});
  }
});

it("HAProxy follows the gateway's own word of its health", async () => {
  const balancer = await startHaproxy(urls());
  const stateOf = async (server: string) => {
    const csv = await (await fetch(`${balancer.url}/stats;csv`)).text();
    const [head = [], ...rows] = csv.split("\n").map((line) => line.split(","));
    const row = rows.find((cells) => cells[1] === server);
    return `${row?.[head.indexOf("status")]} ${row?.[head.indexOf("check_status")]}`;
  };
  try {
    await eventually(async () => (await stateOf("gateway-a")) === "UP L7OK", "both are up");
    await system.agent(first).stop();
    await eventually(async () => (await stateOf("gateway-a")).startsWith("DOWN"), "the stopped one is out");
    expect(await stateOf("gateway-b")).toBe("UP L7OK");
    system.agent(first).start();
    await eventually(async () => (await stateOf("gateway-a")) === "UP L7OK", "it is back");
  } finally {
    await balancer.stop();
  }
});
