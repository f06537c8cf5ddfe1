import { Agent, fetch } from "undici";
import { beforeAll, expect, it } from "vitest";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

const plan = { region: "cn-east", role: "inference", name: "cn-east-node-9" } as const;
const beside = "cn-east-node-1";
const gatewayName = "cn-east-gateway";
const on = { MERIDIAN_MESH_TLS: "on" };
/** Enough for the node to get its part. */
const answersMore = 20;

export function meshTls(system: TestSystem): void {
  beforeAll(() => system.reset());

  async function viewOf(name: string) {
    const { regions } = await (await system.signIn()).fleet();
    return regions.flatMap(({ agents }) => agents).find((agent) => agent.name === name);
  }

  async function restart(env: Record<string, string>): Promise<void> {
    await system.agent(plan.name).stop();
    await system.local.startAgent(plan, env);
  }

  it("is turned on beside nodes that are not, and off again, without a lost request, also while the console is away", async () => {
    await (await system.addAgent(plan)).ready();
    const load = system.load(gatewayName);
    const served = async (name: string) => {
      const before = load.answersOf(name);
      await eventually(() => load.answersOf(name) > before + answersMore, `${name} answers`, 60_000);
    };
    await served(plan.name);
    expect((await viewOf(plan.name))?.certificateState).toBe("valid");

    await restart(on);
    await eventually(async () => (await viewOf(plan.name))?.speaksMeshTls, "the console knows", 30_000);
    await served(plan.name);
    await served(beside);
    expect((await viewOf(plan.name))?.advertisedUrl).toMatch(/^https:/);

    await system.stopConsole();
    await restart(on);
    await served(plan.name);
    await system.restartConsole();

    await restart({});
    await eventually(async () => (await viewOf(plan.name))?.speaksMeshTls === false, "it is off", 30_000);
    await served(plan.name);
    expect((await load.stop()).failures).toEqual({});
  });

  it("answers probes of anybody, and nobody's requests but a gateway's", async () => {
    await restart(on);
    const url = system.agent(plan.name).url.replace("http:", "https:");
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    const statusOf = async (path: string) => (await fetch(`${url}${path}`, { dispatcher })).status;
    await eventually(
      () =>
        statusOf("/readyz").then(
          (status) => status === 200,
          () => false,
        ),
      "it is ready",
      30_000,
    );
    expect([await statusOf("/healthz"), await statusOf("/v1/models")]).toEqual([200, 401]);
    await dispatcher.close();
  });
}
