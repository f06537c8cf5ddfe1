import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { meshListener, meshTls, ownBearers } from "@meridian/contracts/wire";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Agent, createAgent } from "./agent.ts";
import { systemClock } from "./clock.ts";
import type { AgentConfig } from "./env.ts";
import { TestGateway } from "./gateway/testing/test-gateway.ts";
import type { AgentCertificate } from "./http/agent-certificate.ts";
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
import { TestFleetCa } from "./testing/test-fleet-ca.ts";
import { until } from "./testing/until.ts";

let ca: TestFleetCa;
let shown: AgentCertificate;
let dataDir: string;
let hub: ConsoleDouble;
let logged: string[];
let gateway: TestGateway;
const agents: Agent[] = [];
beforeAll(async () => {
  ca = await TestFleetCa.make();
  shown = await ca.certify({ role: "gateway", id: "ag_gateway" });
});
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "meridian-mesh-"));
  hub = new ConsoleDouble();
  hub.fleetCa = ca;
  logged = [];
  await hub.listen();
  gateway = await new TestGateway().start();
  gateway.plane.useCertificate(shown);
});
afterEach(async () => {
  await gateway.stop();
  await Promise.all(agents.splice(0).map((agent) => agent.stop()));
  await hub.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** A whole node agent on this data folder. */
function create(overrides: Partial<AgentConfig> = {}): Agent {
  const config = testConfig(dataDir, { consoleUrl: hub.url, enrolmentToken: hub.token, ...overrides });
  const agent = createAgent(config, {
    agentVersion: "0.1.0",
    logger: pino({ level: "info" }, { write: (line: string) => void logged.push(line) }),
    clock: systemClock,
    createPlane: (options) => createInferencePlane({ ...options, enginePath }),
  });
  agents.push(agent);
  return agent;
}

function routeTo(url: string, isMesh: boolean) {
  const { id, name } = testAgent;
  const own = { id, name, url, bearer: testBearer, state: "active" as const, weight: 1 };
  const nodes = [{ ...own, ...(isMesh && { isMesh: true as const }) }];
  return gateway.apply([{ id: "rg_home", nodes }], { probeIntervalMs: 100 });
}
const isAnswered = async () => (await gateway.parse()).status === 200;

/** The serial number of the certificate that a new connection is shown. */
function serialAt(url: string): Promise<string> {
  const { hostname: host, port } = new URL(url);
  const { key, certificate: cert } = shown;
  return new Promise((resolve, reject) => {
    const options = { host, port: Number(port), ca: ca.pem, key, cert, checkServerIdentity: () => undefined };
    const socket = connectTls(options, () => {
      resolve(socket.getPeerCertificate().serialNumber);
      socket.end();
    });
    socket.once("error", reject);
  });
}

it("speaks mesh TLS once it is certified, and again while the console is away", async () => {
  const first = create({ hasMeshTls: true });
  const { url } = await first.start();
  expect(url).toMatch(/^https:/);
  await until("a certificate", () => hub.certificates === 1);
  expect(hub.hellos[0]).toMatchObject({
    advertisedUrl: url,
    capabilities: [ownBearers, meshTls, meshListener],
  });
  await hub.send(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
  await routeTo(url, true);
  await until("answered", isAnswered);
  await first.stop();
  await hub.close();

  await create({ hasMeshTls: true, enrolmentToken: undefined }).start();
  await until("answered", isAnswered);
  expect(hub.certificates).toBe(1);
});

it("is certified also while it speaks HTTP, and speaks TLS from the first moment once it is turned on", async () => {
  const off = create();
  const { url } = await off.start();
  await until("a certificate on disk", () =>
    logged.some((line) => line.includes("certificate of the fleet taken")),
  );
  await hub.send(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
  await routeTo(url, false);
  await until("answered", isAnswered);
  await off.stop();

  const { url: secured } = await create({ hasMeshTls: true, enrolmentToken: undefined }).start();
  expect(secured).toBe(url.replace("http:", "https:"));
  expect(await serialAt(secured)).toMatch(/^[0-9A-F]+$/);
  await routeTo(secured, true);
  await until("answered", isAnswered);
});

it("renews its certificate under traffic without losing a request", async () => {
  hub.certificateMs = 9000;
  const { url } = await create({ hasMeshTls: true }).start();
  await until("a certificate", () => hub.certificates === 1);
  await hub.send(testSnapshot([await describeModel(join(bundledModelsDir, "compact"))]));
  await routeTo(url, true);
  await until("answered", isAnswered);
  const before = await serialAt(url);
  const statuses: number[] = [];
  await until("two more certificates", async () => {
    statuses.push((await gateway.parse()).status);
    return hub.certificates >= 3;
  });
  await until("another is shown", async () => (await serialAt(url)) !== before);
  statuses.push((await gateway.parse()).status);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
});

it("says what is wrong where the console issues no certificates", async () => {
  hub.fleetCa = null;
  await create({ hasMeshTls: true }).start();
  await until("it says so", () => logged.some((line) => line.includes("issues no certificates")));
  expect(hub.certificates).toBe(0);
});
