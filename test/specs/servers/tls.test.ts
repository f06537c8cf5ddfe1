import { rmSync } from "node:fs";
import { Agent, fetch } from "undici";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../../harness/eventually.ts";
import { startSystem, type TestSystem } from "../../harness/start-system.ts";
import { type Certificate, makeCertificate } from "./certificate.ts";

const region = "cn-east";
const node = { name: "tls-node", role: "inference", region } as const;
const gateway = { name: "tls-gateway", role: "gateway", region } as const;

let certificate: Certificate;
let system: TestSystem;
let client: Agent;
beforeAll(async () => {
  certificate = makeCertificate(["localhost", "127.0.0.1"]);
  client = new Agent({ connect: { ca: certificate.ca } });
  system = await startSystem({ regions: [{ name: region, nodes: 0, gateways: 0 }] });
  await system.local.prepareFleet([], [node, gateway]);
});
afterAll(async () => {
  await client?.close();
  await system?.dispose();
  if (certificate) rmSync(certificate.dir, { recursive: true, force: true });
});

const tls = () => ({
  MERIDIAN_TLS_CERT_FILE: certificate.certFile,
  MERIDIAN_TLS_KEY_FILE: certificate.keyFile,
});

async function agentOf(name: string) {
  const { regions } = await (await system.signIn()).fleet();
  return regions.flatMap(({ agents }) => agents).find((agent) => agent.name === name);
}

async function parse(): Promise<{ status: number; body: string }> {
  const url = system.local.agentUrl(gateway.name)?.replace("http:", "https:");
  const response = await fetch(`${url}/v1/parse`, {
    dispatcher: client,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ addresses: ["浙江省杭州市余杭区文一西路969号"] }),
  });
  return { status: response.status, body: await response.text() };
}

it("a gateway answers by TLS from a node that speaks TLS, once it trusts its certificate, and says why before", async () => {
  await system.local.startAgent(node, tls());
  await system.local.startAgent(gateway, tls());
  await eventually(async () => (await agentOf(node.name))?.reportsReady, "the node is ready", 60_000);
  expect((await agentOf(node.name))?.advertisedUrl).toMatch(/^https:\/\/127\.0\.0\.1:/);
  await eventually(
    async () => (await parse().catch(() => null))?.status === 503,
    "the gateway knows of no usable node",
  );

  await system.local.agent(gateway.name).process.stop(5000);
  await system.local.startAgent(gateway, { ...tls(), NODE_EXTRA_CA_CERTS: certificate.caFile });
  await eventually(async () => (await parse().catch(() => null))?.status === 200, "it is answered", 60_000);
  expect((await parse()).body).toContain('"text":"浙江省"');
});
