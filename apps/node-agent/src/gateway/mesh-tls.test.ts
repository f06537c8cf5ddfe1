import { join } from "node:path";
import { Agent, type Dispatcher, fetch } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgentCertificate } from "../http/agent-certificate.ts";
import { bundledModelsDir, describeModel, testAgent, testSnapshot } from "../testing/inference-fixture.ts";
import { type ServingNode, startNode } from "../testing/serving-node.ts";
import { testBearers, testGatewayBearers } from "../testing/test-bearers.ts";
import { TestFleetCa } from "../testing/test-fleet-ca.ts";
import { until } from "../testing/until.ts";
import { TestGateway } from "./testing/test-gateway.ts";

const bearer = "bearer-of-the-mesh-0001";
const nodeId = testAgent.id;
const asNode = { role: "inference", id: nodeId } as const;
const asGateway = { role: "gateway", id: "ag_gateway" } as const;

describe("a gateway and a node with mesh TLS", () => {
  let ca: TestFleetCa;
  let node: ServingNode;
  let gateway: TestGateway;
  let url: string;

  beforeAll(async () => {
    ca = await TestFleetCa.make();
    node = await startNode(null, { hasMeshTls: true });
    url = node.url.replace("http:", "https:");
    node.plane.useCertificate(await ca.certify(asNode));
    const model = await describeModel(join(bundledModelsDir, "compact"));
    await node.plane.apply({ ...testSnapshot([model]), bearers: undefined });
    await node.plane.useBearers(testBearers([bearer]), false);
    gateway = await new TestGateway().start();
    gateway.plane.useCertificate(await ca.certify(asGateway));
    await gateway.plane.useBearers(testGatewayBearers({ [nodeId]: [bearer] }), false);
    await routeTo(gateway);
    await until("ready", async () => (await gateway.parse()).status === 200);
  });
  afterAll(async () => {
    await gateway.stop();
    await node.stop();
  });

  function routeTo(one: TestGateway, id = nodeId) {
    const own = { id, name: "node-1", url, isMesh: true as const, state: "active" as const, weight: 1 };
    return one.apply([{ id: "rg_home", nodes: [own] }], { probeIntervalMs: 100 });
  }

  /** Another gateway, and what keeps the node out of its rotation. */
  async function evidenceOf(certificate: AgentCertificate | null, id = nodeId): Promise<string> {
    const other = await new TestGateway().start();
    try {
      if (certificate) other.plane.useCertificate(certificate);
      await other.plane.useBearers(testGatewayBearers({ [id]: [bearer] }), false);
      await routeTo(other, id);
      await until("out of rotation", () => other.plane.outOfRotation?.().length === 1);
      expect((await other.parse()).status).toBe(503);
      return other.plane.outOfRotation?.()[0]?.evidence ?? "";
    } finally {
      await other.stop();
    }
  }

  it("keeps a node out that another CA certified, and tells why", async () => {
    const strange = await (await TestFleetCa.make()).certify(asGateway);
    expect(await evidenceOf(strange)).toMatch(/CERT_SIGNATURE_FAILURE|UNABLE_TO_VERIFY|SELF_SIGNED/);
  });

  it("keeps a node out that answers by another node's certificate", async () => {
    expect(await evidenceOf(await ca.certify(asGateway), "ag_other")).toContain(
      "ERR_TLS_CERT_ALTNAME_INVALID",
    );
  });

  it("keeps a node out while it has no certificate of its own", async () => {
    expect(await evidenceOf(null)).toContain("NO_FLEET_CERTIFICATE");
  });

  it("keeps a node out whose certificate has ended, and takes it in with the next", async () => {
    node.plane.useCertificate(await ca.certify(asNode, { validMs: 1000, nowMs: Date.now() - 5000 }));
    expect(await evidenceOf(await ca.certify(asGateway))).toContain("CERT_HAS_EXPIRED");
    node.plane.useCertificate(await ca.certify(asNode));
    const other = await new TestGateway().start();
    other.plane.useCertificate(await ca.certify(asGateway));
    await other.plane.useBearers(testGatewayBearers({ [nodeId]: [bearer] }), false);
    await routeTo(other);
    await until("answered", async () => (await other.parse()).status === 200);
    await other.stop();
  });

  /** A caller of the node itself, with a bearer that it accepts. */
  async function callNode(shown: AgentCertificate | null): Promise<number[]> {
    const connect = {
      ca: ca.pem,
      checkServerIdentity: () => undefined,
      ...(shown && { key: shown.key, cert: shown.certificate }),
    };
    const dispatcher = new Agent({ connect });
    const ask = async (path: string, init: object = {}) => {
      const answer = await fetch(`${url}${path}`, { dispatcher: dispatcher as Dispatcher, ...init });
      await answer.text();
      return answer.status;
    };
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const body = JSON.stringify({ addresses: ["上海市"] });
    try {
      return [
        await ask("/healthz"),
        await ask("/readyz"),
        await ask("/v1/parse", { method: "POST", headers, body }),
        await ask("/v1/models", { headers }),
      ];
    } finally {
      await dispatcher.close();
    }
  }

  const strangers: [string, () => Promise<AgentCertificate | null>][] = [
    ["no certificate", async () => null],
    ["a node's certificate", () => ca.certify({ role: "inference", id: "ag_other" })],
    ["another fleet's certificate", async () => (await TestFleetCa.make()).certify(asGateway)],
    ["an ended certificate", () => ca.certify(asGateway, { validMs: 1000, nowMs: Date.now() - 5000 })],
  ];
  it.each(strangers)(
    "answers probes with %s, and no request, whatever bearer it brings",
    async (_, shown) => {
      expect(await callNode(await shown())).toEqual([200, 200, 401, 401]);
    },
  );

  it("answers a gateway's certificate with an accepted bearer", async () => {
    expect(await callNode(await ca.certify(asGateway))).toEqual([200, 200, 200, 200]);
  });

  it("does not speak HTTP any more", async () => {
    await expect(fetch(`${node.url}/readyz`)).rejects.toThrow();
  });

  it("loses no request while both renew their certificates, on connections that stand and on new ones", async () => {
    let isOver = false;
    const statuses: number[] = [];
    const worker = async () => {
      while (!isOver) statuses.push((await gateway.parse()).status);
    };
    const working = Array.from({ length: 8 }, worker);
    for (let turn = 0; turn < 3; turn++) {
      const before = statuses.length;
      node.plane.useCertificate(await ca.certify(asNode));
      gateway.plane.useCertificate(await ca.certify(asGateway));
      // Other limits: the gateway connects anew, by the renewed pair on both sides.
      const { id, ...own } = {
        id: nodeId,
        name: "node-1",
        url,
        isMesh: true as const,
        state: "active" as const,
        weight: 1,
      };
      await gateway.apply([{ id: "rg_home", nodes: [{ id, ...own }] }], {
        probeIntervalMs: 100,
        connectTimeoutMs: 900 + turn,
      });
      await until("requests went on", () => statuses.length > before + 40);
    }
    isOver = true;
    await Promise.all(working);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it("tells in its metrics when its certificate ends", async () => {
    for (const [role, plane] of [
      ["gateway", gateway.plane],
      ["inference", node.plane],
    ] as const) {
      const found = new RegExp(
        `^meridian_${role}_mesh_certificate_expires_seconds\\{.*\\} (\\d+)$`,
        "m",
      ).exec(await plane.metrics());
      expect(Number(found?.[1])).toBeGreaterThan(3000);
    }
    const plain = await new TestGateway().start();
    expect(await plain.plane.metrics()).not.toContain("mesh_certificate");
    await plain.stop();
  });
});
