import { EventEmitter } from "node:events";
import { agentEvents, agentNamespace, operatorNamespace } from "@meridian/contracts/wire";
import { Manager } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { UserSession } from "../domains/people/index.ts";
import { addAgent, addRegion } from "../testing/fleet-fixture.ts";
import { joinAsAgent, next, pageOrigin, startHub, type TestHub } from "../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { type Connection, connectionRates, limitConnection } from "./connection-limit.ts";

const deadline = { timeout: 30_000, interval: 20 };
const user = { id: "user-1", name: "Li", email: "li@example.com", locale: null };
const session: UserSession = {
  id: "session-1",
  user: { ...user, role: "viewer", regionIds: [], hasTwoFactor: false },
};

let ctx: TestContext;
let hub: TestHub;
let reads = 0;
beforeAll(async () => {
  ctx = await createTestContext();
  await addRegion(ctx, "cn-east");
  const resolveSession = () => {
    reads++;
    return Promise.resolve(session);
  };
  hub = await startHub(ctx, { resolveSession });
});
afterAll(async () => {
  await hub.stop();
  await ctx.database.drop();
});

test("one socket that joins and leaves in a loop is held to a minute's joins, then closed", async () => {
  const before = hub.counters.linksCut;
  // Without a socket of the library's, which would leave at the first refusal.
  const client = new Manager(hub.url, {
    ...{ transports: ["websocket"], reconnection: false, autoConnect: false },
    extraHeaders: { origin: pageOrigin },
  });
  const closed = new Promise((resolve) => client.once("close", resolve));
  await new Promise<void>((resolve) => client.open(() => resolve()));
  reads = 0;
  const join = () => client.engine.write(`0${operatorNamespace},`);
  client.engine.on("packet", ({ data }) => {
    const isIn = String(data).startsWith(`0${operatorNamespace},`);
    if (isIn) client.engine.write(`1${operatorNamespace},`);
    // Joins that come before the leaving was heard would be a fault of another kind.
    if (isIn) setTimeout(join, 10);
    if (String(data).startsWith(`4${operatorNamespace},`)) for (let more = 0; more < 100; more++) join();
  });
  join();
  await closed;
  await vi.waitFor(() => expect(hub.counters.linksCut).toBe(before + 1), deadline);
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThanOrEqual(70);
});

test("answers to nothing that was asked close an agent's link, with the reason, and keep it away", async () => {
  const node = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-1" });
  const { socket } = await joinAsAgent(hub, node);
  const closing = next(socket, agentEvents.closing);
  const engine = socket.io.engine;
  for (let turn = 0; turn < 1000; turn++) engine.write(`3${agentNamespace},${1000 + turn}["x"]`);
  expect(await closing).toEqual({ reason: "more than 60 packets a second", retryAfterMs: 10_000 });
  expect(await next(hub.connectAgent(node), "connect_error")).toMatchObject({ data: { code: "OVERLOADED" } });
});

test("large answers count by their bytes", async () => {
  const node = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-2" });
  const { socket } = await joinAsAgent(hub, node);
  const closing = next(socket, agentEvents.closing);
  const large = "x".repeat(900_000);
  for (let turn = 0; turn < 100; turn++)
    socket.io.engine.write(`3${agentNamespace},${1000 + turn}["${large}"]`);
  expect(await closing).toEqual({ reason: "more than 2 MiB a second", retryAfterMs: 10_000 });
});

test("an agent that answers what it is asked stays, however often it is asked", async () => {
  const node = await addAgent(ctx, { region: "cn-east", role: "inference", name: "node-3" });
  const { socket } = await joinAsAgent(hub, node);
  const answer = { status: 200, body: "x".repeat(50_000), serverTiming: null };
  socket.on(agentEvents.command, (_command: unknown, reply: (given: unknown) => void) => reply(answer));
  const ask = () => hub.realtime.hub.request(node.agentId, { kind: "routing" }, 60_000);
  const answers = await Promise.all(Array.from({ length: 2000 }, ask));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2000);
  expect(socket.connected).toBe(true);
});

test("a connection is closed at its first packet too many, and is not counted twice", () => {
  let nowMs = 0;
  const connection = Object.assign(new EventEmitter(), {
    readyState: "open",
    close: vi.fn<() => void>(() => void (connection.readyState = "closing")),
  });
  const onOverdrawn = vi.fn<() => void>();
  limitConnection(connection as unknown as Connection, () => nowMs, onOverdrawn);
  const { burst, perSecond } = connectionRates.packet;
  const send = (packets: number) => {
    for (let sent = 0; sent < packets; sent++) connection.emit("packet", { type: "message", data: "4" });
  };
  send(burst);
  nowMs += 1000;
  send(perSecond);
  expect(onOverdrawn).not.toHaveBeenCalled();
  const asking = `2${agentNamespace},7["agent:command",{}]`;
  for (const data of [asking, `0${agentNamespace},{"sid":"a"}`, `2${agentNamespace},["a",1]`, undefined])
    connection.emit("packetCreate", { type: "message", data });
  send(3);
  expect(onOverdrawn).not.toHaveBeenCalled();
  send(10);
  expect(onOverdrawn).toHaveBeenCalledTimes(1);
  expect(connection.close).toHaveBeenCalledTimes(1);
});
