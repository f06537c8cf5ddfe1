import { GatewaySnapshot, type AgentHello } from "@meridian/contracts/wire";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { acquireLease } from "../../../loops/lease.ts";
import { addAgent, addRegion } from "../../../testing/fleet-fixture.ts";
import { createTestContext, type TestContext } from "../../../testing/test-context.ts";
import { findSnapshot, refreshSnapshots } from "../../snapshot/index.ts";
import { executeGatewayList } from "../gateway/gateway-list.ts";
import { recordPresence } from "../node/presence.ts";
import { updateRegion } from "../region/update-region.ts";
import { createEnrolmentToken } from "./create-enrolment-token.ts";
import { enrolAgent } from "./enrol-agent.ts";
import { acceptAddress } from "./move-agent.ts";
import { recordHello } from "./record-hello.ts";

let ctx: TestContext;
let regionId = "";
let agentId = "";
beforeAll(async () => {
  ctx = await createTestContext();
  regionId = (await addRegion(ctx, "cn-east")).id;
});
afterAll(() => ctx.database.drop());
let count = 0;
beforeEach(async () => {
  await updateRegion({ ctx, input: { regionId, agentNetworks: [] } });
  agentId = (await addAgent(ctx, { region: "cn-east", role: "gateway", name: `gw-${++count}` })).agentId;
});

const hello = (advertisedUrl: string): AgentHello => ({
  ...{ protocol: 1, agentVersion: "0.1.0", role: "gateway", capabilities: [], advertisedUrl },
  ...{ bootId: "boot-1", applied: null, effectiveHash: null, clockMs: ctx.now().getTime() },
});
const say = (url: string) => recordHello({ ctx, input: { agentId, hello: hello(url) } });
const address = async () => {
  const { advertisedUrl, claimedUrl } = await ctx.db.agent.findUniqueOrThrow({ where: { id: agentId } });
  return [advertisedUrl, claimedUrl];
};
const home = "http://127.0.0.1:4000";
const refused = (work: Promise<unknown>, rule: string) =>
  expect(work).rejects.toMatchObject({ code: "REFUSED_BY_RULE", details: { rule } });

test("another port of the same host takes effect, another host waits for consent", async () => {
  await say("http://127.0.0.1:4007");
  expect(await address()).toEqual(["http://127.0.0.1:4007", null]);
  await say("http://10.9.8.7:80");
  await say("http://10.9.8.7:80");
  expect(await address()).toEqual(["http://127.0.0.1:4007", "http://10.9.8.7"]);
  const claims = { where: { agentId, kind: "agent.address-claimed" } };
  expect(await ctx.db.fleetEvent.count(claims)).toBe(1);

  const accept = (url: string) => acceptAddress({ ctx, input: { agentId, url, reason: "new rack" } });
  await expect(accept("http://10.9.8.8")).rejects.toMatchObject({ code: "CONFLICT" });
  await accept("http://10.9.8.7");
  expect(await address()).toEqual(["http://10.9.8.7", null]);
  await say("http://10.9.8.7:9000");
  expect(await address()).toEqual(["http://10.9.8.7:9000", null]);
  await say(home);
  expect(await address()).toEqual(["http://10.9.8.7:9000", home]);
});

test("what an agent no longer asks for is no claim any more", async () => {
  await say("http://10.9.8.7");
  await say(home);
  expect(await address()).toEqual([home, null]);
  const late = acceptAddress({ ctx, input: { agentId, url: "http://10.9.8.7", reason: "late" } });
  await expect(late).rejects.toMatchObject({ code: "CONFLICT" });
});

test("in the networks of its region an agent moves by itself", async () => {
  await updateRegion({ ctx, input: { regionId, agentNetworks: ["10.42.0.0/16"] } });
  await say("http://10.42.3.4:8080");
  expect(await address()).toEqual(["http://10.42.3.4:8080", null]);
  await say("http://10.43.3.4:8080");
  expect(await address()).toEqual(["http://10.42.3.4:8080", "http://10.43.3.4:8080"]);
  await updateRegion({ ctx, input: { regionId, label: "Shanghai" } });
  const { agentNetworks } = await ctx.db.region.findUniqueOrThrow({ where: { id: regionId } });
  expect(agentNetworks).toEqual(["10.42.0.0/16"]);
});

const never = [
  ...["http://169.254.169.254", "http://[fe80::1]:80", "http://[::ffff:a9fe:a9fe]", "http://0.0.0.0:4000"],
  ...["http://2852039166", "http://[fd00:ec2::254]", "http://224.0.0.1", "http://metadata.google.internal"],
  ...["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000", "http://console.test"],
];
test.each(never)("%s is refused in a hello, at enrolment and as an operator's choice", async (url) => {
  await refused(say(url), "agent-address");
  expect(await address()).toEqual([home, null]);
  await refused(acceptAddress({ ctx, input: { agentId, url, reason: "test" } }), "agent-address");
  const { token } = await createEnrolmentToken({
    ctx,
    input: { regionId, role: "gateway", state: "standby", weight: 1, expiresInMs: 60_000 },
  });
  const input = { token, role: "gateway", agentVersion: "0.1.0" } as const;
  await refused(enrolAgent({ ctx, input: { ...input, advertisedUrl: url } }), "agent-address");
  await updateRegion({ ctx, input: { regionId, agentNetworks: ["10.42.0.0/16"] } });
  await refused(enrolAgent({ ctx, input: { ...input, advertisedUrl: home } }), "agent-networks");
  await enrolAgent({ ctx, input: { ...input, advertisedUrl: "http://10.42.0.9:80" } });
});

test("clients are told of gateways that are connected, and a short absence changes nothing", async () => {
  const told = async () => {
    const lease = await acquireLease(ctx.db, { name: "gateway-list", holder: "test", ttlMs: 60_000 });
    if (!lease) throw new Error("expected the lease");
    await executeGatewayList(ctx, lease, { upMs: 0, offlineAfterMs: 10_000 });
    await refreshSnapshots(ctx.db, () => "a bearer of sixteen");
    const body = (await findSnapshot(ctx.db, agentId))?.envelope.body ?? "";
    return GatewaySnapshot.parse(JSON.parse(body)).gateways.some(({ id }) => id === agentId);
  };
  const turns = (presence: "live" | "offline", lastSeenAt: Date) =>
    recordPresence(ctx.db, { agentId, regionId, presence, isPlanned: false, lastSeenAt, at: ctx.now() });
  await say(home);
  expect(await told()).toBe(true);
  ctx.advance(1000);
  const seenAt = ctx.now();
  ctx.advance(9000);
  await turns("offline", seenAt);
  expect(await told()).toBe(true);
  ctx.advance(1000);
  expect(await told()).toBe(false);
  await turns("live", ctx.now());
  expect(await told()).toBe(true);
  const kinds = await ctx.db.change.findMany({ where: { subjectId: agentId }, orderBy: { revision: "asc" } });
  expect(kinds.map(({ kind }) => kind)).toEqual(["agent.enrolled", "agent.unlisted", "agent.listed"]);
});
