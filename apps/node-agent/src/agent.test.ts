import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAppError } from "@meridian/contracts/errors";
import { keptPortFile, readKeptPort } from "@meridian/contracts/listener";
import { type DesiredModel, hashOf, meshTls, ownBearers } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Agent, createAgent } from "./agent.ts";
import { systemClock } from "./clock.ts";
import type { AgentConfig } from "./env.ts";
import { createInferencePlane } from "./inference/inference-plane.ts";
import { ConsoleDouble } from "./testing/console-double.ts";
import {
  bundledModelsDir,
  describeModel,
  enginePath,
  testAgent,
  testBearer,
  testConfig,
  testSnapshot,
} from "./testing/inference-fixture.ts";
import { testBearers } from "./testing/test-bearers.ts";
import { until } from "./testing/until.ts";

let compact: DesiredModel;
beforeAll(async () => {
  compact = await describeModel(join(bundledModelsDir, "compact"));
});

describe("an inference agent", () => {
  let dataDir: string;
  let hub: ConsoleDouble;
  const agents: Agent[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "meridian-agent-"));
    hub = new ConsoleDouble();
    await hub.listen();
  });
  afterEach(async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.stop()));
    await hub.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  function create(overrides: Partial<AgentConfig> = {}): Agent {
    const config = testConfig(dataDir, { consoleUrl: hub.url, enrolmentToken: hub.token, ...overrides });
    const agent = createAgent(config, {
      agentVersion: "0.1.0",
      logger: pino({ level: "silent" }),
      clock: systemClock,
      createPlane: (options) => createInferencePlane({ ...options, enginePath }),
    });
    agents.push(agent);
    return agent;
  }
  const isReady = (url: string) =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const parse = (url: string) =>
    fetch(`${url}/v1/parse`, {
      method: "POST",
      headers: { authorization: `Bearer ${testBearer}`, "content-type": "application/json" },
      body: JSON.stringify({ addresses: ["浙江省杭州市余杭区文一西路969号"] }),
    });

  it("enrols, obeys, reports what is in effect and streams telemetry", async () => {
    const { agentId, url } = await create().start();
    expect(agentId).toBe(testAgent.id);
    expect(hub.enrolments).toMatchObject([{ role: "inference", advertisedUrl: url }]);
    await until("hello", () => hub.isConnected && hub.hellos.length === 1);
    expect(hub.hellos[0]).toMatchObject({ applied: null, advertisedUrl: url });
    expect(await isReady(url)).toBe(false);

    expect(await hub.send(testSnapshot([compact]))).toMatchObject({ outcome: "applied" });
    await until("converged", () => hub.observed.at(-1)?.outcome === "converged");
    const observed = hub.observed.at(-1);
    expect(observed?.applied).toEqual({ epoch: 1, revision: "1" });
    expect(observed?.effective).toMatchObject({ isReady: true, defaultDigest: compact.digest });
    expect(observed?.effectiveHash).toBe(await hashOf(observed?.effective));
    const statuses = hub.observed.flatMap(({ effective }) =>
      effective.role === "inference" ? effective.slots.map(({ status }) => status) : [],
    );
    expect(statuses.at(-1)).toBe("ready");

    expect((await parse(url)).status).toBe(200);
    await until("a frame with the request", () => hub.frames.at(-1)?.counters.requests === 1);
    const frame = hub.frames.find(({ histograms }) => histograms.length > 0);
    expect(frame?.histograms).toMatchObject([{ stage: "total", version: compact.name }]);
    expect(hub.frames.at(-1)?.gauges).toMatchObject({ inFlight: 0, queueLength: 0 });
    expect(Math.max(...hub.frameBytes)).toBeLessThan(1024);
  });

  it("stores its credential for the owner alone and enrols once", async () => {
    const first = create();
    const { url } = await first.start();
    const path = join(dataDir, "identity.json");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ agentId: testAgent.id });
    await first.stop();
    const again = await create({ enrolmentToken: undefined }).start();
    expect(again.url).toBe(url);
    expect(hub.enrolments).toHaveLength(1);
  });

  it("comes back by a new credential that was put into its file while it runs", async () => {
    await create({ reconnectMaxMs: 60_000 }).start();
    await until("hello", () => hub.hellos.length === 1);
    hub.credential = "another-credential-0001";
    hub.disconnect("rotated");
    await until("it is refused", () => hub.handshakes.length >= 2);
    const path = join(dataDir, "identity.json");
    await writeFile(path, "half of it");
    const identity = {
      agentId: testAgent.id,
      role: "inference",
      name: "n",
      region: testAgent.region,
      port: 1,
    };
    await writeFile(path, JSON.stringify({ ...identity, credential: hub.credential }));
    await until("it is back", () => hub.hellos.length === 2);
  });

  it("takes bearers of its own, says which it holds, and goes by them while the console is away", async () => {
    const first = create();
    const { url } = await first.start();
    await until("hello", () => hub.isConnected && hub.hellos.length === 1);
    expect(hub.enrolments[0]?.capabilities).toEqual([ownBearers, meshTls]);
    expect(hub.hellos[0]).toMatchObject({ capabilities: [ownBearers, meshTls] });
    expect(hub.hellos[0]?.bearers).toBeUndefined();
    const given = testBearers([testBearer]);
    expect(await hub.sendBearers(given)).toMatchObject({ outcome: "applied" });
    const { bearers: _shared, ...snapshot } = testSnapshot([compact]);
    await hub.send(snapshot);
    await until("ready", () => isReady(url));
    expect((await parse(url)).status).toBe(200);
    hub.disconnect("a test");
    await until("hello", () => hub.hellos.length === 2);
    expect(hub.hellos[1]?.bearers).toBe(given.version);
    await first.stop();
    await hub.close();

    await create({ enrolmentToken: undefined }).start();
    await until("ready", () => isReady(url));
    expect((await parse(url)).status).toBe(200);
  });

  it("tells its metrics on a port that it keeps, to this machine until a snapshot brings a scrape token", async () => {
    const first = create();
    await first.start();
    await until("hello", () => hub.hellos.length === 1);
    const port = await readKeptPort(join(dataDir, keptPortFile));
    const scrape = (token?: string) =>
      fetch(`http://127.0.0.1:${port}/metrics`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
    expect((await scrape()).status).toBe(200);
    const scrapeTokens = [createHash("sha256").update("mst_of-this-test").digest("hex")];
    await hub.send(testSnapshot([compact], { scrapeTokens }));
    expect([(await scrape()).status, (await scrape("mst_wrong")).status]).toEqual([401, 401]);
    const answer = await scrape("mst_of-this-test");
    expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    expect(await answer.text()).toContain("meridian_inference_requests_total");
    await first.stop();
    await expect(scrape()).rejects.toThrow();
    // By the last known good snapshot, and on the same port.
    await create({ enrolmentToken: undefined }).start();
    expect([(await scrape()).status, (await scrape("mst_of-this-test")).status]).toEqual([401, 200]);
  });

  it("refuses to start on a metrics port that is taken", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port: metricsPort } = taken.address() as AddressInfo;
    const error = await create({ metricsPort })
      .start()
      .catch((reason: unknown) => reason);
    expect(isAppError(error) && [error.code, error.message]).toEqual([
      "CONFLICT",
      expect.stringMatching(/taken.*MERIDIAN_METRICS_PORT/),
    ]);
    taken.close();
  });

  it("says goodbye, and serves by its last known good snapshot while the console is away", async () => {
    const first = create();
    const { url } = await first.start();
    await until("hello", () => hub.hellos.length === 1);
    await hub.send(testSnapshot([compact]));
    await until("ready", () => isReady(url));
    await first.stop();
    expect(hub.goodbyes).toBe(1);
    expect(hub.observed.at(-1)?.effective).toMatchObject({ isReady: false });
    await hub.close();

    await create({ enrolmentToken: undefined }).start();
    await until("ready", () => isReady(url));
    expect((await parse(url)).status).toBe(200);
  });

  it("serves on while the console goes away and reconnects when it is back", async () => {
    const { url } = await create().start();
    await until("hello", () => hub.hellos.length === 1);
    await hub.send(testSnapshot([compact]));
    await until("ready", () => isReady(url));
    const port = Number(new URL(hub.url).port);
    await hub.close();
    expect((await parse(url)).status).toBe(200);

    hub = new ConsoleDouble();
    await hub.listen(port);
    await until("hello", () => hub.hellos.length === 1);
    expect(hub.hellos[0]?.applied).toEqual({ epoch: 1, revision: "1" });
    await until("a report", () => hub.observed.length > 0);
  });

  it("waits for a console that is not up yet", async () => {
    const port = Number(new URL(hub.url).port);
    await hub.close();
    hub = new ConsoleDouble();
    const started = create({ consoleUrl: `http://127.0.0.1:${port}` }).start();
    await hub.listen(port);
    expect((await started).agentId).toBe(testAgent.id);
  });

  it("enrols with one secret, however often the answer is lost", async () => {
    hub.enrolCuts = 1;
    await create().start();
    const [first, ...others] = hub.enrolments;
    expect(others).toHaveLength(1);
    expect(first?.secret).toMatch(/^[\w-]{43}$/);
    expect(others[0]?.secret).toBe(first?.secret);
    await expect(stat(join(dataDir, "enrolment-secret"))).rejects.toThrow("ENOENT");
  });

  it("keeps its secret for the next start when it is stopped before the answer", async () => {
    hub.enrolStatus = 503;
    const first = create();
    const started = first.start().catch((error: Error) => error.name);
    await until("an enrolment", () => hub.enrolments.length > 0);
    await first.stop();
    expect(await started).toBe("AbortError");
    expect((await stat(join(dataDir, "enrolment-secret"))).mode & 0o777).toBe(0o600);
    hub.enrolStatus = 200;
    await create().start();
    expect(new Set(hub.enrolments.map(({ secret }) => secret)).size).toBe(1);
  });

  it("says in words that its data folder cannot be used", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    const error = await refusalOf(create({ dataDir: join(file, "agent") }));
    expect(error.message).toMatch(/^the data folder .* cannot be used: .*ENOTDIR/);
    expect(hub.enrolments).toEqual([]);
  });

  const refusalOf = async (agent: Agent) => {
    const error: unknown = await agent.start().catch((reason: unknown) => reason);
    if (!isAppError(error)) throw new Error(`expected a refusal, found ${String(error)}`);
    return error;
  };

  it("says that a token is unknown or spent, and that one is missing", async () => {
    const unknown = await refusalOf(create({ enrolmentToken: "token-that-nobody-issued" }));
    expect(unknown.message).toMatch(/does not know this enrolment token/);
    hub.enrolStatus = 412;
    expect((await refusalOf(create())).message).toMatch(/spent, expired or revoked/);
    expect((await refusalOf(create({ enrolmentToken: undefined }))).message).toMatch(
      /MERIDIAN_ENROLMENT_TOKEN/,
    );
  });

  it("spends no token when its port is taken, and names the port", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const error = await refusalOf(create({ port }));
    expect(error.code).toBe("CONFLICT");
    expect(error.message).toContain(`port ${port} on 127.0.0.1 is taken`);
    expect(hub.enrolments).toEqual([]);
    taken.close();
  });

  it("does not start as another role on the same data folder", async () => {
    const first = create();
    await first.start();
    await first.stop();
    expect((await refusalOf(create({ role: "gateway" }))).message).toMatch(/agent of role inference/);
  });
});
