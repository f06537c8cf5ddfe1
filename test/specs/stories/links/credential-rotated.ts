import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { z } from "zod";
import type { AgentHandle } from "../../../harness/agent-handle.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";

const Identity = z.looseObject({ credential: z.string() });
const Rotated = z.object({ credential: z.string() });
/** Enough to pass while bearers spread. */
const answersAfter = 200;

export function credentialRotated(system: TestSystem): void {
  beforeAll(() => system.reset());

  const connections = (agent: AgentHandle) =>
    readFileSync(agent.process.spec.logFile, "utf8").split("connected to the console").length;

  /** As an operator does: a new credential, put into the agent's folder while it runs. */
  async function rotate(agent: AgentHandle): Promise<void> {
    const before = connections(agent);
    const console = await system.signIn();
    const told = await console.mutate("agent.rotateCredential", { agentId: agent.id, reason: "a story" });
    const path = join(agent.dataDir, "identity.json");
    const identity = Identity.parse(JSON.parse(readFileSync(path, "utf8")));
    const { credential } = Rotated.parse(told);
    expect(credential).not.toBe(identity.credential);
    writeFileSync(path, JSON.stringify({ ...identity, credential }));
    await eventually(
      () => connections(agent) > before,
      `${agent.name} is back by its new credential`,
      30_000,
    );
  }

  it.each([
    ["a gateway's", "cn-east-gateway"],
    ["a node's", "cn-east-node-1"],
  ])("%s new credential loses no request", async (_, name) => {
    const load = system.load("cn-east-gateway");
    const served = async () => {
      const before = load.answered;
      await eventually(() => load.answered > before + answersAfter, "requests go on");
    };
    await served();
    await rotate(system.agent(name));
    await served();
    expect((await load.stop()).failures).toEqual({});
  });

  it("a revoked gateway has no node left, one beside it goes on", async () => {
    const console = await system.signIn();
    const plan = { region: "cn-east", role: "gateway", name: "cn-east-gateway-9" } as const;
    const revoked = await system.addAgent(plan);
    await revoked.ready();
    const ask = async ({ url }: AgentHandle) => {
      const body = JSON.stringify({ addresses: ["北京市东城区景山前街4号"] });
      const headers = { "content-type": "application/json" };
      return (await fetch(`${url}/v1/parse`, { method: "POST", headers, body })).status;
    };
    await eventually(async () => (await ask(revoked)) === 200, "it serves");
    await console.mutate("agent.revokeCredential", { agentId: revoked.id, reason: "a story" });
    await eventually(async () => (await ask(revoked)) === 503, "its nodes refuse it");
    expect(await ask(system.agent("cn-east-gateway"))).toBe(200);
  });
}
