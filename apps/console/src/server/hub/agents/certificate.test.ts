import { X509Certificate } from "node:crypto";
import {
  agentEvents,
  CertificateAck,
  type EnrolResult,
  GatewaySnapshot,
  meshListener,
  meshTls,
} from "@meridian/contracts/wire";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { getFleetOverview, revokeCredential } from "../../domains/fleet/index.ts";
import { makeCsr } from "../../testing/certificate-request.ts";
import { addAgent, urlOf } from "../../testing/fleet-fixture.ts";
import { joinAsAgent, next, startHub, type TestAgent, type TestHub } from "../../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";
import { addFleet } from "../../testing/traffic-fixture.ts";

const deadline = { timeout: 30_000, interval: 20 };

let ctx: TestContext;
let hub: TestHub;
beforeAll(async () => {
  ctx = await createTestContext();
  await addFleet(ctx, { "cn-east": 1 });
  hub = await startHub(ctx, { certificateMs: 3_600_000 });
});
afterAll(async () => {
  await hub.stop();
  await ctx.database.drop();
});

type Role = "gateway" | "inference";
let numbered = 0;
const newAgent = (role: Role) =>
  addAgent(ctx, { region: "cn-east", role, name: `${role}-${++numbered}`, capabilities: [] });
const join = (identity: EnrolResult, role: Role, capabilities = [meshTls], advertisedUrl?: string) =>
  joinAsAgent(hub, identity, { hello: { role, capabilities, ...(advertisedUrl && { advertisedUrl }) } });
const ask = async ({ socket }: Pick<TestAgent, "socket">, message: unknown) =>
  CertificateAck.parse(await socket.timeout(5000).emitWithAck(agentEvents.certificate, message));
const rowOf = ({ agentId }: EnrolResult) => ctx.db.agent.findUniqueOrThrow({ where: { id: agentId } });
async function viewOf({ agentId }: EnrolResult) {
  const agents = { presenceOf: () => "live" as const };
  const { regions } = await getFleetOverview({ db: ctx.db, agents, now: () => new Date() });
  return regions.flatMap(({ agents }) => agents).find(({ id }) => id === agentId);
}

test("an agent is certified as what the console knows of it, and its page tells until when", async () => {
  const gateway = await newAgent("gateway");
  const agent = await join(gateway, "gateway");
  const { csr } = await makeCsr({ uri: "meridian://inference/ag_other" });
  const issued = await ask(agent, { csr });
  if (!issued.ok) throw new Error(issued.message);
  const [own, ca] = [new X509Certificate(issued.certificate), new X509Certificate(issued.ca)];
  expect(own.subjectAltName).toBe(`URI:meridian://gateway/${gateway.agentId}, IP Address:127.0.0.1`);
  expect([own.verify(ca.publicKey), issued.validMs]).toEqual([true, 3_600_000]);
  const fingerprint = ca.fingerprint256.replaceAll(":", "").toLowerCase();
  expect(agent.reply).toMatchObject({ ok: true, fleetCa: fingerprint });
  const { certificateUntil } = await rowOf(gateway);
  // A certificate's times are whole seconds.
  expect(Math.abs(Number(certificateUntil) - Date.parse(own.validTo))).toBeLessThan(1000);
  expect(await viewOf(gateway)).toMatchObject({ certificateState: "ending", certificateUntil });
  agent.socket.disconnect();

  const older = await join(gateway, "gateway", []);
  expect(await viewOf(gateway)).toMatchObject({ certificateState: "none", certificateUntil: null });
  older.socket.disconnect();
});

test("who said no hello, sends something else, or is revoked gets none, in words", async () => {
  const node = await newAgent("inference");
  const { csr } = await makeCsr();
  const socket = hub.connectAgent(node);
  await next(socket, "connect");
  expect(await ask({ socket }, { csr })).toMatchObject({ ok: false, code: "REFUSED_BY_RULE" });
  socket.disconnect();

  const agent = await join(node, "inference");
  const answers = [await ask(agent, { csr: "x".repeat(9000) }), await ask(agent, { csr: "no request" })];
  expect(answers).toMatchObject([
    { ok: false, code: "VALIDATION" },
    { ok: false, code: "VALIDATION", message: "csr: expected PKCS #10 in PEM." },
  ]);
  await ctx.db.agent.update({ where: { id: node.agentId }, data: { credentialRevokedAt: new Date() } });
  expect(await ask(agent, { csr })).toMatchObject({ ok: false, code: "REFUSED_BY_RULE" });
  expect((await rowOf(node)).certificateUntil).toBeNull();
  agent.socket.disconnect();
});

test("a revoked agent's link ends, and one that asks all the time loses its own", async () => {
  const [revoked, greedy] = [await newAgent("inference"), await newAgent("inference")];
  const agent = await join(revoked, "inference");
  const closed = next(agent.socket, agentEvents.closing);
  await revokeCredential({ ctx, input: { agentId: revoked.agentId, reason: "test" } });
  expect(await closed).toMatchObject({ reason: "revoked" });

  const asking = await join(greedy, "inference");
  const cut = next(asking.socket, agentEvents.closing);
  const { csr } = await makeCsr();
  for (let index = 0; index < 8; index++) asking.socket.emit(agentEvents.certificate, { csr }, () => {});
  expect(await cut).toMatchObject({ reason: "more than one certificate in 10 seconds" });
});

test("gateways learn that a node speaks mesh TLS no later than its https address, and that it stopped", async () => {
  const [gateway, node] = [await newAgent("gateway"), await newAgent("inference")];
  const asGateway = await join(gateway, "gateway");
  const nodeSeen = () =>
    asGateway.received.flatMap(({ body }) =>
      GatewaySnapshot.parse(JSON.parse(body))
        .regions.flatMap(({ nodes }) => nodes)
        .filter(({ id }) => id === node.agentId)
        .map(({ url, isMesh }) => `${url.split(":")[0]} ${isMesh === true}`),
    );
  const https = urlOf(node.agentId).replace("http:", "https:");
  const on = await join(node, "inference", [meshTls, meshListener], https);
  await vi.waitFor(() => expect(nodeSeen().at(-1)).toBe("https true"), deadline);
  expect(nodeSeen()).not.toContain("https false");
  expect(await viewOf(node)).toMatchObject({ speaksMeshTls: true, advertisedUrl: https });
  on.socket.disconnect();

  const off = await join(node, "inference", [meshTls]);
  await vi.waitFor(() => expect(nodeSeen().at(-1)).toBe("http false"), deadline);
  const changes = await ctx.db.change.findMany({
    where: { kind: "agent.mesh-tls-changed", subjectId: node.agentId },
    orderBy: { revision: "asc" },
  });
  expect(changes.map(({ after }) => after)).toEqual([{ meshTls: true }, { meshTls: false }]);
  for (const { socket } of [asGateway, off]) socket.disconnect();
});
