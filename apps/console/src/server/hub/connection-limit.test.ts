import { EventEmitter } from "node:events";
import { agentEvents, agentNamespace } from "@meridian/contracts/wire";
import { Manager } from "socket.io-client";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { UserSession } from "../domains/people/index.ts";
import { addAgent, addRegion } from "../testing/fleet-fixture.ts";
import { joinAsAgent, next, startHub, type TestHub } from "../testing/start-hub.ts";
import { createTestContext, type TestContext } from "../testing/test-context.ts";
import { type Connection, connectionRates, limitConnection } from "./connection-limit.ts";

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
  hub = await startHub(ctx, { resolveSession, sessionCheckMs: 3_600_000 });
});
afterAll(async () => {
  await hub.stop();
  await ctx.database.drop();
});

test("pages that join over and over are held to a minute's joins, and no session is read for the rest", async () => {
  reads = 0;
  const join = async () => {
    const page = hub.connectPage();
    const refused = next(page, "connect_error").then((error) => (error as { data?: unknown }).data);
    const answer = await Promise.race([next(page, "connect").then(() => null), refused]);
    page.disconnect();
    return answer;
  };
  const answers: unknown[] = [];
  for (let batch = 0; batch < 6; batch++)
    answers.push(...(await Promise.all(Array.from({ length: 20 }, join))));
  const refused = answers.filter((answer) => answer !== null);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.at(-1)).toEqual({ code: "OVERLOADED", retryAfterMs: 1000 });
  // Refilled a moment apart, the session's own bucket may refuse what the one before it let through.
  expect(reads - (answers.length - refused.length)).toBeLessThanOrEqual(2);
});

test("a stranger's socket that sends without end is closed", async () => {
  const before = hub.counters.linksCut;
  const client = new Manager(hub.url, {
    ...{ transports: ["websocket"], reconnection: false, autoConnect: false },
  });
  const closed = new Promise((resolve) => client.once("close", resolve));
  await new Promise<void>((resolve) => client.open(() => resolve()));
  for (let turn = 0; turn < 3000; turn++) client.engine.write("0/nowhere,");
  await closed;
  expect(hub.counters.linksCut).toBe(before + 1);
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
