import { GatewaySnapshot, type AgentHello } from "@meridian/contracts/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { acquireLease } from "../../../loops/lease.ts";
import { addAgent, addRegion, urlOf } from "../../../testing/fleet-fixture.ts";
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
let home = "";
beforeEach(async () => {
  await updateRegion({ ctx, input: { regionId, agentNetworks: [] } });
  agentId = (await addAgent(ctx, { region: "cn-east", role: "gateway", name: `gw-${++count}` })).agentId;
  home = urlOf(agentId);
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
const refused = (work: Promise<unknown>, rule: string) =>
  expect(work).rejects.toMatchObject({ code: "REFUSED_BY_RULE", details: { rule } });

test("another port of the same host takes effect, another host waits for consent", async () => {
  await say("http://127.0.0.1:4700");
  expect(await address()).toEqual(["http://127.0.0.1:4700", null]);
  await say("http://10.9.8.7:80");
  await say("http://10.9.8.7:80");
  expect(await address()).toEqual(["http://127.0.0.1:4700", "http://10.9.8.7"]);
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
  ...[
    "http://127.0.0.1:42939",
    "https://localhost:42939",
    "http://[::ffff:127.0.0.1]:42939",
    "http://0x7f.1:42939",
  ],
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
  await enrolAgent({ ctx, input: { ...input, advertisedUrl: `http://10.42.0.9:${++count}` } });
});

describe("where another agent is", () => {
  const enrol = async (advertisedUrl: string, region = regionId) => {
    const wanted = { role: "gateway", state: "standby", weight: 1, expiresInMs: 60_000 } as const;
    const { token } = await createEnrolmentToken({ ctx, input: { ...wanted, regionId: region } });
    return enrolAgent({ ctx, input: { token, role: "gateway", agentVersion: "0.1.0", advertisedUrl } });
  };
  const add = async () =>
    (await addAgent(ctx, { region: "cn-east", role: "inference", name: `other-${++count}` })).agentId;

  test.each(["127.0.0.1", "localhost", "[::1]", "127.1.2.3", "[::ffff:7f00:1]", "localhost."])(
    "none is reached, spelled %s: not by a hello, an enrolment or a consent",
    async (host) => {
      const { port } = new URL(urlOf(await add()));
      const url = `http://${host}:${port}`;
      await refused(say(url), "agent-address");
      await refused(enrol(url), "agent-address");
      await ctx.db.agent.update({ where: { id: agentId }, data: { claimedUrl: new URL(url).origin } });
      await refused(acceptAddress({ ctx, input: { agentId, url, reason: "test" } }), "agent-address");
      await say(home);
      expect(await address()).toEqual([home, null]);
    },
  );

  test("a name is its own place even where it does not resolve, and its preset port is one of its ports", async () => {
    await enrol("http://gpu-7.invalid");
    await refused(enrol("http://GPU-7.invalid.:80"), "agent-address");
    await refused(say("http://gpu-7.invalid:80"), "agent-address");
    await enrol("https://gpu-7.invalid");
    await enrol("http://gpu-8.invalid");
  });

  test("one that is archived leaves its address, whose own it is stays", async () => {
    const other = await add();
    await say(home);
    await ctx.db.agent.update({ where: { id: other }, data: { archivedAt: ctx.now() } });
    await say(urlOf(other));
    expect(await address()).toEqual([urlOf(other), null]);
  });

  test("of two that come at once only one begins there", async () => {
    const url = "http://127.0.0.1:4701";
    const both = await Promise.allSettled([enrol(url), enrol(url)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("in the networks of a region an agent that is away keeps none, elsewhere it does", async () => {
    const away = await add();
    const at = ctx.now();
    await ctx.db.agentObserved.upsert({
      ...{ where: { agentId: away }, create: { agentId: away, awaySince: at }, update: { awaySince: at } },
    });
    await refused(say(urlOf(away)), "agent-address");
    await updateRegion({ ctx, input: { regionId, agentNetworks: ["127.0.0.0/8"] } });
    await say(urlOf(away));
    expect(await address()).toEqual([urlOf(away), null]);
    await refused(say(urlOf(await add())), "agent-address");
  });
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
