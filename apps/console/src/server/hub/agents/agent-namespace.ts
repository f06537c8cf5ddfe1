import { isAppError } from "@meridian/contracts/errors";
import { AgentAuth, agentEvents, AgentHello, agentNamespace, ObservedState } from "@meridian/contracts/wire";
import type { Agent, Db } from "@meridian/db";
import type { Server, Socket } from "socket.io";
import { reasonOf } from "../../boot/database-health.ts";
import type { ConsoleCounters } from "../../domains/console-counters.ts";
import type { Logger } from "../../boot/logger.ts";
import { verifyCredential } from "../../domains/fleet/index.ts";
import { clientAddressHeader } from "../../domains/people/index.ts";
import { Admission } from "./admission.ts";
import type { AgentHub, Link } from "./agent-hub.ts";
import { decodeFrame } from "./decode-frame.ts";
import type { LiveStore } from "../live/live-store.ts";

export type AgentNamespaceOptions = {
  io: Server;
  hub: AgentHub;
  live: LiveStore;
  db: Db;
  counters: ConsoleCounters;
  logger: Logger;
  handshakesPerSecond: number;
  now: () => number;
};

/** What a refused agent is told, as the `data` of its connect_error. */
type RefusalData = { code: string; retryAfterMs?: number };

/** Authenticates agents and passes their messages to the hub. */
export function serveAgents(options: AgentNamespaceOptions): void {
  const admission = new Admission(options.handshakesPerSecond, options.now());
  const namespace = options.io.of(agentNamespace);
  namespace.use((socket, next) => {
    admit(options, admission, socket).then(
      () => next(),
      (error: Error) => next(error),
    );
  });
  namespace.on("connection", (socket) => serve(options, socket));
}

async function admit(options: AgentNamespaceOptions, admission: Admission, socket: Socket): Promise<void> {
  const { counters, db, logger, now } = options;
  // A frame a second from each of a thousand agents would be as many requests.
  if (socket.conn.transport.name !== "websocket") {
    counters.handshakesRefused++;
    throw refusal({ code: "UNSUPPORTED_MEDIA" });
  }
  const wait = admission.admit(now());
  if (wait) {
    counters.handshakesShed++;
    throw refusal({ code: "OVERLOADED", ...wait });
  }
  const auth = AgentAuth.safeParse(socket.handshake.auth);
  if (!auth.success) {
    counters.handshakesRefused++;
    throw refusal({ code: "UNAUTHENTICATED" });
  }
  try {
    socket.data = await verifyCredential(db, auth.data);
    counters.handshakesAdmitted++;
  } catch (error) {
    if (isAppError(error)) counters.handshakesRefused++;
    const { agentId } = auth.data;
    const clientAddress = clientAddressIn(socket);
    logger.warn({ reason: reasonOf(error), agentId, clientAddress }, "agent refused");
    throw refusal({ code: isAppError(error) ? error.code : "UNAVAILABLE" });
  }
}

function refusal(data: RefusalData): Error {
  return Object.assign(new Error(data.code), { data });
}

function serve(options: AgentNamespaceOptions, socket: Socket): void {
  const { hub, live, logger } = options;
  const link = hub.connect(socket.data as Agent, socket);
  const agentId = link.agent.id;

  socket.on(agentEvents.hello, (message: unknown, reply: unknown) => {
    const hello = AgentHello.safeParse(message);
    if (!hello.success)
      return respond(reply, { ok: false, code: "VALIDATION", message: "Unreadable hello." });
    void hub.greet(link, hello.data).then((answer) => {
      respond(reply, answer);
      if (answer.ok) hub.deliver(link, hello.data.applied);
    });
  });
  socket.on(agentEvents.telemetry, (message: unknown) => recordFrame(options, link, message));
  socket.on(agentEvents.observedState, (message: unknown, reply: unknown) => {
    const observed = ObservedState.safeParse(message);
    if (observed.success) hub.recordObserved(link, observed.data);
    else warnOnce(logger, link, "bad-observed-state", observed.error);
    respond(reply, { ok: observed.success });
  });
  socket.on(agentEvents.goodbye, () => live.markLeft(agentId));
  socket.on("disconnect", (reason) => {
    hub.forget(link);
    logger.info({ agentId, reason }, "agent disconnected");
  });
  logger.info({ agentId, name: link.agent.name, clientAddress: clientAddressIn(socket) }, "agent connected");
}

function clientAddressIn({ handshake }: Socket): unknown {
  return handshake.headers[clientAddressHeader];
}

/** A bad frame is counted; the link stays open. */
function recordFrame({ hub, counters, logger }: AgentNamespaceOptions, link: Link, message: unknown): void {
  counters.framesReceived++;
  try {
    hub.recordFrame(link, decodeFrame(message));
  } catch (error) {
    counters.framesBad++;
    warnOnce(logger, link, "bad-frame", error);
  }
}

/** A faulty agent repeats its fault every second: log it once per link. */
function warnOnce(
  logger: Logger,
  link: Link,
  what: "bad-frame" | "bad-observed-state",
  error: unknown,
): void {
  if (link.logged.has(what)) return;
  link.logged.add(what);
  logger.warn({ err: error, agentId: link.agent.id }, what);
}

function respond(reply: unknown, answer: unknown): void {
  if (typeof reply === "function") reply(answer);
}
