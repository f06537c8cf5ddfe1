import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { entryPoints } from "../../../../scripts/lib/paths.ts";
import { runToEnd } from "../../../harness/run-to-end.ts";
import { eventually, type TestSystem } from "../../../harness/start-system.ts";
import type { AgentHandle } from "../../../harness/agent-handle.ts";

export function agentRefused(system: TestSystem): void {
  beforeAll(() => system.reset());

  const plan = { region: "cn-east", role: "inference" } as const;

  /** Starts a new agent that is expected to give up. */
  function startDoomed(name: string, env: Record<string, string>) {
    const own = { MERIDIAN_CONSOLE_URL: system.url, MERIDIAN_DATA_DIR: join(system.dir, "doomed", name) };
    return runToEnd([entryPoints.agent, "--role", "inference"], { env: { ...own, ...env } });
  }

  /** Whether the agent's present run has told that the console does not want it. */
  function isRefused(agent: AgentHandle): boolean {
    const log = readFileSync(agent.process.spec.logFile, "utf8");
    return log.split("agent stopped").at(-1)?.includes("refuses this agent's credential") ?? false;
  }

  async function parses(): Promise<boolean> {
    const body = JSON.stringify({ addresses: ["北京市东城区景山前街4号"] });
    const headers = { "content-type": "application/json" };
    const { url } = system.agent("cn-east-gateway");
    return (await fetch(`${url}/v1/parse`, { method: "POST", headers, body })).ok;
  }

  describe("an enrolment token", () => {
    it("works once", async () => {
      const token = await system.local.createToken({ ...plan, name: "cn-east-node-4" });
      const enrol = () =>
        fetch(`${system.url}/api/agents/enrol`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            ...{ token, role: "inference", agentVersion: "0.1.0" },
            advertisedUrl: "http://127.0.0.1:9",
          }),
        });
      expect((await enrol()).status).toBe(201);
      const { code, output } = await startDoomed("spent", { MERIDIAN_ENROLMENT_TOKEN: token });
      expect(code).toBe(3);
      expect(output).toMatch(/enrolment token is spent/);
    });

    it("expires", async () => {
      const args = ["--region", plan.region, "--role", plan.role, "--expires", "1s"];
      type Made = { token: string; expiresAt: string };
      const { token, expiresAt } = await system.local.admin<Made>("enrolment-token", ...args);
      await eventually(() => Date.now() > Date.parse(expiresAt), "the token expires");
      const { code, output } = await startDoomed("expired", { MERIDIAN_ENROLMENT_TOKEN: token });
      expect(code).toBe(3);
      expect(output).toMatch(/expired/);
    });

    it("must be known", async () => {
      const { code, output } = await startDoomed("unknown", { MERIDIAN_ENROLMENT_TOKEN: "x".repeat(40) });
      expect(code).toBe(3);
      expect(output).toMatch(/does not know this enrolment token/);
    });
  });

  describe("a credential", () => {
    it("that is wrong keeps an agent out of the hub, not out of service", async () => {
      const node = system.agent("cn-east-node-1");
      const path = join(node.dataDir, "identity.json");
      const identity = JSON.parse(readFileSync(path, "utf8")) as { credential: string };
      await node.stop();
      onTestFinished(async () => {
        await node.stop();
        writeFileSync(path, JSON.stringify(identity));
      });
      writeFileSync(path, JSON.stringify({ ...identity, credential: "wrong-credential-of-some-length" }));
      node.start();
      await eventually(() => isRefused(node), "it is refused");
      await node.ready();
      await eventually(parses, "requests are answered");
    });

    it("that was revoked does too", async () => {
      const node = await system.addAgent({ ...plan, name: "cn-east-node-3" });
      await node.ready();
      const console = await system.signIn();
      await console.mutate("agent.revokeCredential", { agentId: node.id, reason: "a story" });
      await node.restart();
      await eventually(() => isRefused(node), "it is refused");
      await eventually(parses, "requests are answered");
    });
  });

  it("says which port is taken, and how to choose another", async () => {
    const port = new URL(system.url).port;
    const env = { MERIDIAN_PORT: port, MERIDIAN_ENROLMENT_TOKEN: "x".repeat(40) };
    const { code, output } = await startDoomed("port", env);
    expect(code).toBe(3);
    expect(output).toContain(port);
    expect(output).toContain("MERIDIAN_PORT");
  });

  it("lists everything that is wrong with its settings at once", async () => {
    const { code, output } = await startDoomed("settings", {
      ...{ MERIDIAN_PORT: "70000", MERIDIAN_CONSOLE_URL: "localhost", LOG_LEVEL: "loud" },
    });
    expect(code).toBe(2);
    for (const name of ["MERIDIAN_PORT", "MERIDIAN_CONSOLE_URL", "LOG_LEVEL"]) expect(output).toContain(name);
  });
}
