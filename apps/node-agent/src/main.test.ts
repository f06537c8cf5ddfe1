import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keptPortFile, readKeptPort } from "@meridian/contracts/listener";
import { ConnectProxy } from "@meridian/contracts/proxy/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agentEnv } from "./testing/agent-env.ts";
import { ConsoleDouble } from "./testing/console-double.ts";
import { engineChildPids, isAlive } from "./testing/engine-child-pids.ts";
import { bundledModelsDir, describeModel, testSnapshot } from "./testing/inference-fixture.ts";
import { until } from "./testing/until.ts";

const mainPath = fileURLToPath(new URL("../dist/main.js", import.meta.url));

describe("the agent's process", () => {
  let dataDir: string;
  let hub: ConsoleDouble;
  let agent: ChildProcess;
  let output: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "meridian-main-"));
    hub = new ConsoleDouble();
    await hub.listen();
  });
  afterEach(async () => {
    agent.kill("SIGKILL");
    await hub.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  function start(env: Record<string, string> = {}, args = ["--role", "inference"]): void {
    output = "";
    agent = spawn(process.execPath, [mainPath, ...args], {
      env: {
        ...agentEnv(hub, dataDir),
        MERIDIAN_MODEL_STORE: bundledModelsDir,
        ...env,
      },
    });
    agent.stdout?.on("data", (data: Buffer) => (output += data.toString()));
    agent.stderr?.on("data", (data: Buffer) => (output += data.toString()));
  }
  const exitCode = async () => {
    if (agent.exitCode === null) await once(agent, "exit");
    return agent.exitCode;
  };
  const engines = () => engineChildPids(agent.pid);

  async function startReady(): Promise<void> {
    start();
    await until("hello", () => hub.hellos.length === 1);
    await hub.send(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
    await until("converged", () => hub.observed.at(-1)?.outcome === "converged");
  }

  it.each(["SIGTERM", "SIGINT"] as const)("ends in order on %s, its engine with it", async (signal) => {
    await startReady();
    const [engine] = await engines();
    agent.kill(signal);
    expect(await exitCode()).toBe(0);
    expect(hub.goodbyes).toBe(1);
    await until("the engine is gone", () => engine !== undefined && !isAlive(engine));
  });

  it("enrols, connects and fetches its model through the proxy that its environment names", async () => {
    const proxy = new ConnectProxy({ "console.example": Number(new URL(hub.url).port) });
    hub.modelDir = join(bundledModelsDir, "compact");
    start({
      MERIDIAN_CONSOLE_URL: "http://console.example",
      MERIDIAN_MODEL_STORE: "",
      https_proxy: await proxy.listen(),
    });
    await until("hello", () => hub.hellos.length === 1);
    await hub.send(testSnapshot([await describeModel(hub.modelDir)]));
    await until("converged", () => hub.observed.at(-1)?.outcome === "converged");
    expect(hub.enrolments).toHaveLength(1);
    expect(new Set(proxy.asked)).toEqual(new Set(["console.example:80"]));
    agent.kill("SIGTERM");
    expect(await exitCode()).toBe(0);
    await proxy.close();
  });

  it("says what is no proxy", async () => {
    start({ HTTPS_PROXY: "socks5://proxy:1080" });
    expect(await exitCode()).toBe(2);
    expect(output).toContain(
      "expected a proxy such as http://proxy.example.com:3128, found socks5://proxy:1080",
    );
  });

  it("leaves no engine behind when it is killed", async () => {
    await startReady();
    const [engine] = await engines();
    agent.kill("SIGKILL");
    await until("the engine is gone", () => engine !== undefined && !isAlive(engine));
  });

  it("tells of the machine's GPUs where their driver does", async () => {
    const line = "0, 31, 5312, 81559, 42, 187.45, NVIDIA H100 80GB HBM3";
    await writeFile(join(dataDir, "nvidia-smi"), `#!/bin/sh\necho "${line}"\n`, { mode: 0o700 });
    start({ PATH: `${dataDir}:/usr/bin:/bin` });
    await until("GPUs", () => hub.frames.some(({ gpus }) => gpus?.length === 1));
    await hub.send(testSnapshot([]));
    const port = await readKeptPort(join(dataDir, keptPortFile));
    const metrics = await fetch(`http://127.0.0.1:${port}/metrics`);
    const gpu = 'gpu_power_watts{version="",gpu="0",name="NVIDIA H100 80GB HBM3"} 187';
    expect(await metrics.text()).toContain(gpu);
  });

  it("explains itself, and all that is wrong with its configuration", async () => {
    start({}, ["--help"]);
    expect(await exitCode()).toBe(0);
    expect(output).toContain("MERIDIAN_RECONNECT_MAX_MS");
    start({ MERIDIAN_PORT: "-1", MERIDIAN_PROVIDERS: "tpu" }, []);
    expect(await exitCode()).toBe(2);
    const problems = ["ROLE", "PORT", "PROVIDERS"].map(
      (name) => expect.stringContaining(`MERIDIAN_${name}`) as string,
    );
    expect(JSON.parse(output)).toMatchObject({ level: 60, problems });
    expect(output).toMatch(/MERIDIAN_ROLE[^]*MERIDIAN_PORT[^]*MERIDIAN_PROVIDERS/);
    start({}, ["--roll", "inference"]);
    expect(await exitCode()).toBe(2);
  });

  it("ends with a clear message when its port is taken or its token refused", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    start({ MERIDIAN_PORT: String(typeof address === "object" && address ? address.port : 0) });
    expect(await exitCode()).toBe(3);
    expect(output).toMatch(/port \d+ on 127.0.0.1 is taken/);
    taken.close();
    hub.enrolStatus = 412;
    start();
    expect(await exitCode()).toBe(3);
    expect(output).toMatch(/spent, expired or revoked/);
  });

  it("can be stopped while it waits for the console", async () => {
    const { url } = hub;
    await hub.close();
    start({ MERIDIAN_CONSOLE_URL: url });
    await until("waiting", () => output.includes("could not enrol yet"));
    agent.kill("SIGTERM");
    expect(await exitCode()).toBe(0);
  });
});
