import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import {
  agentEvents,
  type AgentHello,
  agentNamespace,
  Bearers,
  type DesiredStateAck,
  type EnrolResult,
  HelloAck,
  operatorNamespace,
  type Position,
  type SnapshotEnvelope,
} from "@meridian/contracts/wire";
import type { Db } from "@meridian/db";
import { io, type Socket } from "socket.io-client";
import { Clock } from "../boot/clock.ts";
import { ConsoleCounters } from "../domains/console-counters.ts";
import { Realtime } from "../hub/realtime.ts";
import type { UserSession } from "../domains/people/index.ts";
import { makeFleetCa, openFleetCa } from "../boot/fleet-ca.ts";
import { urlOf } from "./fleet-fixture.ts";
import type { TestContext } from "./test-context.ts";

export const pageOrigin = "http://console.test";

export type HubOverrides = {
  handshakesPerSecond?: number;
  staleAfterMs?: number;
  offlineAfterMs?: number;
  session?: UserSession | null;
  resolveSession?: () => Promise<UserSession | null>;
  sessionCheckMs?: number;
  clock?: Clock;
  relayDb?: Db;
  certificateMs?: number;
};

/** The realtime side on a plain HTTP server of its own, with the real socket.io on both ends. */
export async function startHub(ctx: TestContext, overrides: HubOverrides = {}) {
  const server = createServer();
  const counters = new ConsoleCounters();
  const { handshakesPerSecond = 100, staleAfterMs = 3000, offlineAfterMs = 10_000 } = overrides;
  const { session = null, clock = new Clock(), ...rest } = overrides;
  const realtime = new Realtime({
    db: ctx.db,
    relayDb: ctx.db,
    watch: ctx.watch,
    clock,
    env: { staleAfterMs, offlineAfterMs, handshakesPerSecond, ...ctx.consoleAt },
    logger: ctx.logger,
    counters,
    bearerSecret: "secret",
    fleetCa: await openFleetCa(await makeFleetCa()),
    trustedOrigins: [pageOrigin],
    resolveSession: () => Promise.resolve(session),
    ...rest,
  });
  realtime.start(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sockets: Socket[] = [];
  const open = (namespace: string, options: object) => {
    const socket = io(`${url}${namespace}`, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      ...options,
    });
    sockets.push(socket);
    return socket;
  };
  return {
    counters,
    realtime,
    url,
    open,
    connectAgent: (auth: object) => open(agentNamespace, { auth }),
    connectPage: (origin = pageOrigin) => open(operatorNamespace, { extraHeaders: { origin } }),
    /** By HTTP long-polling alone. */
    poll: (namespace: string, options: object) => open(namespace, { transports: ["polling"], ...options }),
    stop: async () => {
      for (const socket of sockets) socket.disconnect();
      await realtime.stop();
    },
  };
}

export type TestHub = Awaited<ReturnType<typeof startHub>>;

/** Resolves with what the next `event` brings. */
export function next(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve));
}

export type TestAgent = {
  socket: Socket;
  reply: HelloAck;
  /** Every desired state that arrived. */
  received: SnapshotEnvelope[];
  /** All bearers that arrived, each with how many desired states had come before. */
  bearers: { told: Bearers; after: number }[];
};

type AgentOptions = {
  applied?: Position | null;
  hello?: Partial<AgentHello>;
  answer?: (envelope: SnapshotEnvelope) => DesiredStateAck;
};

/** Connects as an enrolled agent would and says hello. By default every desired state is applied. */
export async function joinAsAgent(
  hub: TestHub,
  { agentId, credential }: Pick<EnrolResult, "agentId" | "credential">,
  { applied = null, hello = {}, answer = apply }: AgentOptions = {},
): Promise<TestAgent> {
  const socket = hub.connectAgent({ agentId, credential });
  const received: SnapshotEnvelope[] = [];
  socket.on(
    agentEvents.desiredState,
    (envelope: SnapshotEnvelope, ack: (answer: DesiredStateAck) => void) => {
      received.push(envelope);
      ack(answer(envelope));
    },
  );
  const bearers: TestAgent["bearers"] = [];
  socket.on(agentEvents.bearers, ({ body }: SnapshotEnvelope, ack: (answer: DesiredStateAck) => void) => {
    const told = Bearers.parse(JSON.parse(body));
    bearers.push({ told, after: received.length });
    ack({ outcome: "applied", epoch: told.epoch, revision: told.revision });
  });
  await next(socket, "connect");
  const message: AgentHello = {
    protocol: 1,
    agentVersion: "0.1.0",
    role: "inference",
    capabilities: [],
    advertisedUrl: urlOf(agentId),
    bootId: randomUUID(),
    applied,
    effectiveHash: null,
    clockMs: Date.now(),
    ...hello,
  };
  const reply = HelloAck.parse(await socket.emitWithAck(agentEvents.hello, message));
  return { socket, reply, received, bearers };
}

export function positionOf(envelope: SnapshotEnvelope): Position {
  const { epoch, revision } = JSON.parse(envelope.body) as Position;
  return { epoch, revision };
}

function apply(envelope: SnapshotEnvelope): DesiredStateAck {
  return { outcome: "applied", ...positionOf(envelope) };
}
