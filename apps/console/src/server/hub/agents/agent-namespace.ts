import {
  agentEvents,
  AgentHello,
  agentNamespace,
  CertificateRequest,
  ObservedState,
} from "@meridian/contracts/wire";
import type { Agent } from "@meridian/db";
import type { Server, Socket } from "socket.io";
import type { Logger } from "../../boot/logger.ts";
import { answerCredit, watchPackets } from "../connection-limit.ts";
import { AgentDoor, clientAddressIn, type AdmitOptions } from "./admit-agent.ts";
import { AgentBudgets, type BudgetName } from "./agent-budgets.ts";
import type { AgentHub } from "./agent-hub.ts";
import type { Link } from "./agent-links.ts";
import { decodeFrame } from "./decode-frame.ts";
import type { KnownVersions } from "./known-versions.ts";
import type { LiveStore } from "../live/live-store.ts";

export type AgentNamespaceOptions = Omit<AdmitOptions, "budgets"> & {
  io: Server;
  hub: AgentHub;
  live: LiveStore;
  versions: KnownVersions;
};
type ServeOptions = AgentNamespaceOptions & { budgets: AgentBudgets };

/** Authenticates agents and passes their messages to the hub. */
export function serveAgents(options: AgentNamespaceOptions): void {
  const serving: ServeOptions = { ...options, budgets: new AgentBudgets() };
  const door = new AgentDoor(serving);
  const namespace = options.io.of(agentNamespace);
  namespace.use((socket, next) => {
    door.admit(socket).then(
      () => next(),
      (error: Error) => next(error),
    );
  });
  namespace.on("connection", (socket) => serve(serving, socket));
}

function serve(options: ServeOptions, socket: Socket): void {
  const { hub, live, logger } = options;
  const link = hub.connect(socket.data as Agent, socket);
  const agentId = link.agent.id;

  watchPackets(socket.conn, {
    onReceived: (bytes) => spend(options, link, "packet") && spend(options, link, "bytes", bytes),
    onAsked: () => {
      options.budgets.give(agentId, "packet", options.now(), answerCredit.packets);
      options.budgets.give(agentId, "bytes", options.now(), answerCredit.bytes);
    },
  });
  // Before anything is parsed: what is too much must cost next to nothing.
  socket.use((_event, next) => {
    if (spend(options, link, "message")) next();
  });
  socket.on(agentEvents.hello, (message: unknown, reply: unknown) => {
    if (!spend(options, link, "hello")) return;
    const hello = AgentHello.safeParse(message);
    if (!hello.success)
      return respond(reply, { ok: false, code: "VALIDATION", message: "Unreadable hello." });
    void hub.greet(link, hello.data).then((answer) => {
      respond(reply, answer);
      if (answer.ok) hub.deliver(link, hello.data);
    });
  });
  socket.on(agentEvents.telemetry, (message: unknown) => recordFrame(options, link, message));
  socket.on(agentEvents.observedState, (message: unknown, reply: unknown) => {
    if (!spend(options, link, "observed")) return;
    if (link.bootId === null) return respond(reply, { ok: false });
    const observed = ObservedState.safeParse(message);
    if (observed.success) hub.recordObserved(link, observed.data);
    else warnOnce(logger, link, "bad-observed-state", observed.error);
    respond(reply, { ok: observed.success });
  });
  socket.on(agentEvents.certificate, (message: unknown, reply: unknown) => {
    if (!spend(options, link, "certificate")) return;
    const request = CertificateRequest.safeParse(message);
    const code = link.bootId === null ? "REFUSED_BY_RULE" : request.success ? null : "VALIDATION";
    if (!request.success || code)
      return respond(reply, {
        ok: false,
        code,
        message: "Expected a request for a certificate, after a hello.",
      });
    void hub.certify(link, request.data).then((answer) => respond(reply, answer));
  });
  socket.on(agentEvents.goodbye, () => {
    if (link.bootId !== null) live.markLeft(agentId);
  });
  socket.on("disconnect", (reason) => {
    hub.forget(link);
    logger.info({ agentId, reason }, "agent disconnected");
  });
  logger.info({ agentId, name: link.agent.name, clientAddress: clientAddressIn(socket) }, "agent connected");
}

/** False: the agent overdrew its budget, and its link is closed. */
function spend(options: ServeOptions, link: Link, what: BudgetName, tokens = 1): boolean {
  const { budgets, hub, counters, logger, now } = options;
  const agentId = link.agent.id;
  const overdrawn = budgets.take(agentId, what, now(), tokens);
  if (!overdrawn) return true;
  if (link.socket.connected) {
    counters.linksCut++;
    logger.warn(
      { agentId, name: link.agent.name, ...overdrawn },
      "an agent overdrew its budget; link closed",
    );
    hub.cut(link, overdrawn);
  }
  return false;
}

/** A bad frame is counted; the link stays open. */
function recordFrame(options: ServeOptions, link: Link, message: unknown): void {
  // Until its hello is accepted, whoever holds the credential speaks for nobody.
  if (!spend(options, link, "frame") || link.bootId === null) return;
  const { hub, versions, counters, logger } = options;
  counters.framesReceived++;
  try {
    const frame = decodeFrame(message);
    const kept = versions.keepKnown(frame);
    if (kept !== frame && versions.areRead && !spend(options, link, "strangeVersion")) return;
    hub.recordFrame(link, kept);
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
