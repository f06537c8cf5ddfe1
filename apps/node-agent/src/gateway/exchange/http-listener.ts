import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { agentProblemOf, AppError, problemHeaders, problemMediaType } from "@meridian/contracts/errors";
import { parseHeaders, type WhereAnswer } from "@meridian/contracts/wire";
import {
  type BodyBudget,
  type HeldBody,
  createListener,
  keepUpgrades,
  metricsElsewhere,
  type TlsFiles,
  toPlainTarget,
} from "@meridian/contracts/listener";
import type { ClientAccess } from "../access/client-access.ts";
import { KeyRefusal } from "../access/key-refusal.ts";
import { crossOrigin } from "../../http/cross-origin.ts";
import { agentListener, jsonType } from "../../http/limits.ts";
import { problemPage } from "../../http/problem-page.ts";
import { closeWithin, isAuthorised, portOf } from "../../http/listener.ts";
import { readBody } from "../../http/read-body.ts";
import type { AnswerHeaders, AnswerSink } from "./answer-head.ts";
import { type ParseCall, requestIdOf } from "./parse-call.ts";
import type { Exchange } from "./exchange.ts";

export type ListenerParts = {
  nowMs: () => number;
  deadlineMsDefault: () => number;
  isReady: () => boolean;
  access: Pick<ClientAccess, "admit">;
  /** Opens `/debug/routing`; undefined keeps it closed. */
  debugToken: string | undefined;
  /** Of pages that may call this gateway. */
  allowedOrigins: readonly string[];
  tls: TlsFiles | null;
  onTlsProblem: (reason: string) => void;
  connectionsMax: number;
  bodies: BodyBudget;
  clientAddressOf: (request: IncomingMessage) => string;
  routing: () => unknown;
  /** Null before the first table. */
  where: () => WhereAnswer | null;
  /** Makes the exchange; the listener starts it. */
  forward: (call: ParseCall, sink: AnswerSink) => Exchange;
  /** A request that was refused before it became a call. */
  onRefused: (status: number, receivedAtMs: number) => void;
  /** One that its API key, or the want of one, refused. */
  onKeyRefused: () => void;
  /** A wrong debug token. */
  onIntruder: (clientAddress: string) => void;
  onAcceptError: (error: Error) => void;
  /** A connection beyond the limit. */
  onDrop: () => void;
};

/** The gateway's HTTP server. It reads no more of a request than its headers and its length. */
export class HttpListener {
  private readonly server: Server;
  private readonly connections = new Set<Socket>();
  private isClosing = false;

  constructor(private readonly parts: ListenerParts) {
    const allowPages = crossOrigin(parts.allowedOrigins);
    this.server = createListener(agentListener, parts.tls, parts.onTlsProblem, (request, response) => {
      toPlainTarget(request);
      if (request.url?.startsWith("/v1/")) allowPages(request, response, () => this.route(request, response));
      else this.route(request, response);
    });
    this.server.maxConnections = parts.connectionsMax;
    this.server.on("drop", parts.onDrop);
    this.server.on("connection", (socket) => {
      this.connections.add(socket);
      socket.once("close", () => this.connections.delete(socket));
    });
    keepUpgrades(this.server);
  }

  /** Open connections of clients. */
  get connectionCount(): number {
    return this.connections.size;
  }

  async listen(port: number, host: string): Promise<{ port: number }> {
    this.server.listen(port, host);
    await once(this.server, "listening");
    // From here on errors are failures to accept, such as too many open files: clients try again.
    this.server.on("error", this.parts.onAcceptError);
    return { port: portOf(this.server, port) };
  }

  /** Takes no new connections, lets requests finish until `deadlineMs` have passed. */
  async close(deadlineMs: number): Promise<void> {
    this.isClosing = true;
    await closeWithin(this.server, deadlineMs, async () => {
      const closed = once(this.server, "close");
      this.server.close();
      this.server.closeIdleConnections();
      await closed;
    });
  }

  private route(request: IncomingMessage, response: ServerResponse): void {
    if (this.isClosing) response.setHeader("connection", "close");
    const path = request.url?.split("?", 1)[0];
    const isRead = request.method === "GET" || request.method === "HEAD";
    if (request.method === "POST" && path === "/v1/parse") this.parse(request, response);
    else if (isRead && path === "/v1/where") this.answerWhere(request, response);
    else if (isRead && path === "/healthz") answerText(response, 200, "ok");
    else if (isRead && path === "/readyz") this.answerReady(response);
    else if (isRead && path === "/debug/routing") this.answerRouting(request, response);
    else if (isRead && problemPage(path) !== null) answerText(response, 200, problemPage(path) ?? "");
    else answerError(request, response, refusedPath(path));
  }

  private answerRouting(request: IncomingMessage, response: ServerResponse): void {
    const { debugToken, routing } = this.parts;
    if (debugToken === undefined) answerError(request, response, notFound());
    else if (isAuthorised(request.headers.authorization, [debugToken])) {
      answerText(response, 200, JSON.stringify(routing()), jsonType);
    } else {
      this.parts.onIntruder(this.parts.clientAddressOf(request));
      answerError(request, response, new AppError("UNAUTHENTICATED", "expected the debug token"));
    }
  }

  private answerWhere(request: IncomingMessage, response: ServerResponse): void {
    const where = this.parts.where();
    if (where) answerText(response, 200, JSON.stringify(where), jsonType);
    else answerError(request, response, new AppError("UNAVAILABLE", "no routing table yet"));
  }

  private answerReady(response: ServerResponse): void {
    const isReady = this.parts.isReady() && !this.isClosing;
    answerText(response, isReady ? 200 : 503, isReady ? "ready" : "not ready");
  }

  private parse(request: IncomingMessage, response: ServerResponse): void {
    const { nowMs, deadlineMsDefault, onRefused, onKeyRefused } = this.parts;
    const receivedAtMs = nowMs();
    const requestId = requestIdOf(request.headers[parseHeaders.requestId]);
    const refuse = (error: unknown) => {
      const status = answerError(request, response, error, requestId);
      if (error instanceof KeyRefusal) onKeyRefused();
      else onRefused(status, receivedAtMs);
    };
    try {
      const head = this.parts.access.admit(request.headers, response, {
        requestId,
        nowMs: receivedAtMs,
        deadlineMsDefault: deadlineMsDefault(),
      });
      const clientAddress = () => this.parts.clientAddressOf(request);
      const leftMs = head.deadlineAtMs - receivedAtMs;
      const held = readBody(request, { leftMs, budget: this.parts.bodies }, (error, body) => {
        if (error) refuse(error);
        else this.exchange({ ...head, clientAddress, body }, response, () => held);
      });
      response.once("close", () => held.release());
    } catch (error) {
      refuse(error);
    }
  }

  private exchange(call: ParseCall, response: ServerResponse, heldBody: () => AnsweredBody): void {
    const exchange = this.parts.forward(call, new ResponseSink(response, () => this.isClosing, heldBody));
    response.on("close", () => exchange.cancel());
    response.on("drain", () => exchange.resume());
    exchange.start();
  }
}

const methodsByPath: Record<string, string[]> = {
  "/v1/parse": ["POST"],
  ...Object.fromEntries(["/v1/where", "/healthz", "/readyz"].map((path) => [path, ["GET", "HEAD"]])),
};

function refusedPath(path: string | undefined): AppError {
  if (path === "/metrics") return new AppError("NOT_FOUND", metricsElsewhere);
  const allowed = methodsByPath[path ?? ""];
  if (!allowed) return notFound();
  const message = `expected the method ${allowed.join(" or ")}`;
  return new AppError("METHOD_NOT_ALLOWED", message, { details: { allowed } });
}

function notFound(): AppError {
  return new AppError("NOT_FOUND", "expected POST /v1/parse");
}

type AnsweredBody = Pick<HeldBody, "answering">;

class ResponseSink implements AnswerSink {
  constructor(
    private readonly response: ServerResponse,
    private readonly isLast: () => boolean,
    private readonly heldBody: () => AnsweredBody,
  ) {}

  head(status: number, headers: AnswerHeaders): void {
    if (this.isLast()) this.response.setHeader("connection", "close");
    this.response.writeHead(status, headers);
    this.heldBody().answering(() => this.cut());
  }
  data(chunk: Buffer): boolean {
    return this.response.write(chunk);
  }
  end(): void {
    this.response.end();
  }
  cut(): void {
    this.response.destroy();
  }
}

/** Returns the status. The rest of the request's body is not read, so the connection closes after the answer. */
function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  requestId?: string,
): number {
  const problem = agentProblemOf(error, requestId);
  if (requestId !== undefined) response.setHeader(parseHeaders.requestId, requestId);
  if (!request.complete) response.setHeader("connection", "close");
  for (const [name, value] of Object.entries(problemHeaders(error))) response.setHeader(name, value);
  answerText(response, problem.status, JSON.stringify(problem), problemMediaType);
  return problem.status;
}

function answerText(
  response: ServerResponse,
  status: number,
  text: string,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(text) });
  response.end(text);
}
