import { encode } from "@msgpack/msgpack";
import {
  agentEvents,
  agentNamespace,
  FleetLive,
  operatorEvents,
  operatorNamespace,
  type TelemetryFrame,
} from "@meridian/contracts/wire";
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { changeRole, endSession, type UserSession } from "../../domains/people/index.ts";
import { addAgent, addRegion } from "../../testing/fleet-fixture.ts";
import { joinAsAgent, next, pageOrigin, startHub, type TestHub } from "../../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../../testing/test-context.ts";

const deadline = { timeout: 30_000, interval: 20 };

let ctx: TestContext;
let hub: TestHub;
let session: UserSession;
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
  session = await signIn("li@example.com");
  hub = await startHub(ctx, { session });
});
afterAll(async () => {
  await hub.stop();
  await ctx.database.drop();
});

/** What these do must not wait for the look from time to time. */
const rarely = { sessionCheckMs: 3_600_000 };
const byRelay = (relay: TestHub["realtime"]["relay"]) => ({ ...ctx, changes: relay });

async function signIn(email: string): Promise<UserSession> {
  const user = await ctx.db.user.create({ data: { id: randomUUID(), name: "Li", email, role: "operator" } });
  const { id, name, role, regionIds, locale } = user;
  return {
    id: await addSession(id),
    user: { id, name, email, role, regionIds, locale, hasTwoFactor: false },
  };
}

async function addSession(userId: string): Promise<string> {
  const expiresAt = new Date(Date.now() + 3_600_000);
  const { id } = await ctx.db.session.create({
    data: { id: randomUUID(), token: randomUUID(), userId, expiresAt },
  });
  return id;
}

test("a page of another origin is refused, and so is one that nobody is signed in to", async () => {
  const foreign = await next(hub.connectPage("http://evil.test"), "connect_error");
  expect(foreign).toMatchObject({ data: { code: "FORBIDDEN" } });
  const signedOut = await startHub(ctx);
  const nobody = await next(signedOut.connectPage(), "connect_error");
  expect(nobody).toMatchObject({ data: { code: "UNAUTHENTICATED" } });
  await signedOut.stop();
});

test.each([
  ["its Origin", { origin: pageOrigin }],
  ["its Referer, as a browser's own GET", { referer: `${pageOrigin}/fleet` }],
  ["what the browser vouches for", { "sec-fetch-site": "same-origin" }],
])("a page without WebSockets is fed by polling, known by %s", async (_name, extraHeaders) => {
  const page = hub.poll(operatorNamespace, { extraHeaders });
  expect(await next(page, operatorEvents.fleetLive)).toMatchObject({ isWhole: true });
  expect(await next(page, operatorEvents.fleetLive)).toMatchObject({ isWhole: false });
  page.disconnect();
});

test.each([
  ["another Origin", { origin: "http://evil.test", referer: `${pageOrigin}/fleet` }],
  ["another Referer", { referer: `http://evil.test/?${pageOrigin}` }],
  ["an unreadable Referer", { referer: "console.test" }],
  ["another site by the browser's word", { "sec-fetch-site": "cross-site" }],
  ["nothing at all", {}],
])("polling from %s is refused", async (_name, extraHeaders) => {
  const refused = await next(hub.poll(operatorNamespace, { extraHeaders }), "connect_error");
  expect(refused).toMatchObject({ data: { code: "FORBIDDEN" } });
});

test("polling needs a session, and ends with it", async () => {
  const signedOut = await startHub(ctx);
  const extraHeaders = { origin: pageOrigin };
  const nobody = await next(signedOut.poll(operatorNamespace, { extraHeaders }), "connect_error");
  expect(nobody).toMatchObject({ data: { code: "UNAUTHENTICATED" } });
  await signedOut.stop();

  const mine = await signIn("poller@example.com");
  const own = await startHub(ctx, { session: mine, ...rarely });
  const page = own.poll(operatorNamespace, { extraHeaders });
  await next(page, operatorEvents.fleetLive);
  const closing = next(page, operatorEvents.closing);
  const input = { userId: mine.user.id, sessionId: mine.id };
  await endSession({ ctx: byRelay(own.realtime.relay), input });
  expect(await closing).toEqual({ reason: "session" });
  await own.stop();
});

test("an agent is served by WebSocket alone", async () => {
  const { agentId, credential } = await addAgent(ctx, { region: "cn-east", role: "inference", name: "slow" });
  const refused = await next(hub.poll(agentNamespace, { auth: { agentId, credential } }), "connect_error");
  expect(refused).toMatchObject({ data: { code: "UNSUPPORTED_MEDIA" } });
});

test("a page hears from the hub each second, also while nothing changes", async () => {
  const quiet = await startHub(ctx, { session });
  const page = quiet.connectPage();
  await next(page, operatorEvents.fleetLive);
  const empty = { isWhole: false, agents: [], regions: [], origins: [] };
  await next(page, operatorEvents.fleetLive);
  expect(await next(page, operatorEvents.fleetLive)).toMatchObject(empty);
  await quiet.stop();
});

test("a page gets everything on joining, then what changes, numbered without a gap", async () => {
  const node = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" });
  const agent = await joinAsAgent(hub, node);
  const messages: FleetLive[] = [];
  const page = hub.connectPage();
  page.on(operatorEvents.fleetLive, (message: unknown) => messages.push(FleetLive.parse(message)));
  await vi.waitFor(() => expect(messages[0]?.isWhole).toBe(true), deadline);

  const frame: TelemetryFrame = {
    bootId: "boot",
    seq: 0,
    uptimeMs: 1000,
    counters: {},
    gauges: { queueLength: 3 },
    histograms: [],
  };
  agent.socket.emit(agentEvents.telemetry, encode(frame));
  const isLive = () => messages.some(({ agents }) => agents.some(({ presence }) => presence === "live"));
  await vi.waitFor(() => expect(isLive()).toBe(true), deadline);
  const [whole, ...parts] = messages;
  expect(parts.map(({ seq }) => seq)).toEqual(parts.map((_, index) => (whole?.seq ?? 0) + index + 1));
  page.disconnect();
});

test("committed changes are announced by kind", async () => {
  const page = hub.connectPage();
  await next(page, operatorEvents.fleetLive);
  const kinds: string[] = [];
  page.on(operatorEvents.changed, (message: { kinds: string[] }) => kinds.push(...message.kinds));
  await addRegion(ctx, "eu-central");
  // Those of the tests before may come with it.
  await vi.waitFor(() => expect(kinds).toContain("region.created"), deadline);
  page.disconnect();
});

test.each([
  ["role", "viewer"],
  ["region", "operator"],
] as const)("a changed %s closes the feed as soon as the change is relayed", async (what, role) => {
  const mine = await signIn(`${what}@example.com`);
  const regionIds = what === "region" ? [(await addRegion(ctx, "us-west")).id] : [];
  const own = await startHub(ctx, { session: mine, ...rarely });
  const page = own.connectPage();
  await next(page, operatorEvents.fleetLive);
  const changed = next(page, operatorEvents.changed);
  const closing = next(page, operatorEvents.closing);
  const gone = next(page, "disconnect");
  const input = { userId: mine.user.id, role, regionIds };
  await changeRole({ ctx: byRelay(own.realtime.relay), input });
  expect(await changed).toMatchObject({ kinds: ["user.role-changed"] });
  expect(await closing).toEqual({ reason: "session" });
  await gone;
  await own.stop();
});

test("an ended session closes its own feed, on any replica, and no other", async () => {
  const mine = await signIn("mine@example.com");
  const other = { ...mine, id: await addSession(mine.user.id) };
  const [here, there] = await Promise.all([
    startHub(ctx, { session: mine, ...rarely }),
    startHub(ctx, { session: other, ...rarely }),
  ]);
  const [page, otherPage] = [here.connectPage(), there.connectPage()];
  await Promise.all([next(page, operatorEvents.fleetLive), next(otherPage, operatorEvents.fleetLive)]);
  const closing = next(otherPage, operatorEvents.closing);
  const input = { userId: mine.user.id, sessionId: other.id };
  await endSession({ ctx: byRelay(here.realtime.relay), input });
  expect(await closing).toEqual({ reason: "session" });
  const changed = next(page, operatorEvents.changed);
  await addRegion(byRelay(here.realtime.relay), "ap-southeast");
  await changed;
  expect(page.connected).toBe(true);
  await Promise.all([here.stop(), there.stop()]);
});

test("who joins while sessions are being checked stays", async () => {
  const signedIn = [await signIn("first@example.com"), await signIn("second@example.com")];
  const resolveSession = () => Promise.resolve(signedIn.shift() ?? null);
  const own = await startHub(ctx, { resolveSession, sessionCheckMs: 20 });
  const first = own.connectPage();
  await next(first, operatorEvents.fleetLive);
  const second = await ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE`;
    const checksWaiting = () =>
      tx.$queryRaw`SELECT 1 FROM pg_locks WHERE relation = 'sessions'::regclass AND NOT granted`;
    await vi.waitFor(async () => expect(await checksWaiting()).not.toEqual([]), deadline);
    const joined = own.connectPage();
    await next(joined, operatorEvents.fleetLive);
    return joined;
  });
  const changed = next(second, operatorEvents.changed);
  await addRegion(byRelay(own.realtime.relay), "eu-west");
  await changed;
  expect([first.connected, second.connected]).toEqual([true, true]);
  await own.stop();
});
