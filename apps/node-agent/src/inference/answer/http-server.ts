import { randomUUID } from "node:crypto";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import { Readable } from "node:stream";
import { agentProblemOf, AppError, isAppError, problemHeaders } from "@meridian/contracts/errors";
import {
  asksForStream,
  type ObservedSlot,
  ParseCallHeaders,
  parseHeaders,
  parseLimits,
  parseStreamType,
  type Readiness,
} from "@meridian/contracts/wire";
import {
  type BodyBudget,
  createListener,
  keepUpgrades,
  metricsElsewhere,
  type TlsFiles,
  toPlainTarget,
  warnOfTls,
} from "@meridian/contracts/listener";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { AgentIdentity } from "../../data-plane.ts";
import { serverTiming } from "../../telemetry/stage-clock.ts";
import { problemPage } from "../../http/problem-page.ts";
import { agentListener, bodyTooLarge, clientClosedStatus, jsonType } from "../../http/limits.ts";
import { readBody } from "../../http/read-body.ts";
import { type InferenceMeter, noVersion } from "../inference-meter.ts";
import type { MeshListener } from "./mesh-listener.ts";
import { isTestRequest, type ParseCall, readParseCall } from "./parse-call.ts";
import type { ParseService } from "./parse-service.ts";
import { CallerLeftError } from "./until-deadline.ts";

/** Characters of a streamed answer that wait for the connection. */
const streamBufferLength = 65_536;

declare module "fastify" {
  interface FastifyRequest {
    /** By the agent's clock; its body is not read yet. */
    receivedAt: number;
  }
}

export type HttpServerOptions = {
  agent: () => AgentIdentity;
  service: ParseService;
  meter: InferenceMeter;
  clock: Clock;
  logger: Logger;
  /** A wrong bearer. */
  onIntruder: (request: IncomingMessage) => void;
  /** Mesh TLS alone: who shows no certificate of a gateway. */
  onStranger: (request: IncomingMessage) => void;
  bodies: BodyBudget;
  connectionsMax: number;
  /** A connection beyond the limit. */
  onDrop: (clientAddress: string) => void;
  tls: TlsFiles | null;
  /** Null: no mesh TLS. */
  mesh: MeshListener | null;
  /** Null before the first snapshot. */
  access: () => { accepts: (authorization?: string) => boolean; deadlineMsDefault: number } | null;
  readiness: () => Readiness;
  isStopping: () => boolean;
  models: () => { slots: ObservedSlot[]; defaultDigest: string | null };
};

/** The node's HTTP side. Everything but health needs a bearer, and by mesh TLS a gateway's certificate. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const app = Fastify({
    serverFactory: (onRequest) => createLimitedListener(options, onRequest),
    keepAliveTimeout: agentListener.keepAliveTimeout,
    requestTimeout: agentListener.requestTimeout,
    bodyLimit: parseLimits.bodyBytesMax,
    rewriteUrl: (request) => {
      toPlainTarget(request);
      return request.url ?? "/";
    },
    requestIdHeader: parseHeaders.requestId,
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    return503OnClosing: false,
  });
  keepUpgrades(app.server);
  // Such as too many open files: without a listener it would end the process, and callers try again.
  app.server.on("error", (err) => options.logger.error({ err }, "could not accept a connection"));
  app.decorateRequest("receivedAt", 0);
  app.addHook("onRequest", async (request) => {
    request.receivedAt = options.clock.now();
  });
  app.removeAllContentTypeParsers();
  readJsonInTime(app, options);
  app.addHook("onSend", async (_request, reply) => {
    if (options.isStopping()) reply.header("connection", "close");
  });
  app.setErrorHandler((error, request, reply) => onError(options, error, request, reply));
  app.setNotFoundHandler(answerOther);

  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", (_request, reply) => {
    const readiness = options.readiness();
    return reply.code(readiness.isReady ? 200 : 503).send(readiness);
  });
  app.register((guarded, _options, done) => {
    guarded.addHook("onRequest", async (request) => {
      requireGateway(options, request);
      requireBearer(options, request);
    });
    guarded.post("/v1/parse", (request, reply) => parse(options, request, reply));
    guarded.get("/v1/models", () => options.models());
    done();
  });
  return app;
}

function createLimitedListener(
  { tls, mesh, logger, connectionsMax, onDrop }: HttpServerOptions,
  onRequest: RequestListener,
): Server {
  const server =
    mesh?.create(agentListener, onRequest) ??
    createListener(agentListener, tls, warnOfTls(logger), onRequest);
  server.maxConnections = connectionsMax;
  return server.on("drop", (from) => onDrop(from?.remoteAddress ?? ""));
}

/** The pages of problems; nothing else has no route of its own. */
function answerOther(request: FastifyRequest, reply: FastifyReply) {
  const [path] = request.url.split("?", 1);
  const page = problemPage(path);
  if (page !== null) return reply.code(200).type("text/plain; charset=utf-8").send(page);
  const message = path === "/metrics" ? metricsElsewhere : "there is no such page";
  return sendProblem(reply, new AppError("NOT_FOUND", message), request.id);
}

/** The caller's deadline counts from the request's head, whatever the body takes. */
function readJsonInTime(app: FastifyInstance, options: HttpServerOptions): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.addContentTypeParser("application/json", (request, payload, done) => {
    const asked = ParseCallHeaders.shape[parseHeaders.deadline].safeParse(
      request.headers[parseHeaders.deadline],
    );
    const deadlineMs = asked.data ?? accessOf(options).deadlineMsDefault;
    const leftMs = request.receivedAt + deadlineMs - options.clock.now();
    // Parsed at once: what is kept of it belongs to the queue, which has a limit of its own.
    const held = readBody(payload, { leftMs, budget: options.bodies }, (error, body) => {
      if (error) return done(error);
      parseJson(request, body.toString("utf8"), done);
      held.release();
    });
    payload.once("close", () => held.release());
  });
}

async function parse(options: HttpServerOptions, request: FastifyRequest, reply: FastifyReply) {
  if (options.isStopping()) throw new AppError("UNAVAILABLE", "this node is stopping");
  const isStreamed = asksForStream(request.headers.accept);
  const deadlineMsDefault = () => accessOf(options).deadlineMsDefault;
  const signal = callerSignal(reply);
  const call = readParseCall(request, { isStreamed, deadlineMsDefault, signal });
  const { id, region } = options.agent();
  reply.header(parseHeaders.node, id).header(parseHeaders.region, region.name);
  if (isStreamed) return stream(options, call, reply);
  const { body, json, serverTiming, batchTokens } = await options.service.parse(call);
  options.meter.of(call).countAnswer(200, body.version);
  // Names may be in any script, header values may not.
  reply.header(parseHeaders.version, encodeURIComponent(body.version));
  reply.header(parseHeaders.precision, body.precision);
  reply.header(parseHeaders.addresses, call.addresses.length);
  if (batchTokens !== null) reply.header(parseHeaders.batchTokens, batchTokens);
  return reply.header("server-timing", serverTiming).type(jsonType).send(json);
}

function stream({ service, meter, logger }: HttpServerOptions, call: ParseCall, reply: FastifyReply) {
  const { version, lines: answers } = service.parseStream(call);
  reply.header(parseHeaders.addresses, call.addresses.length);
  const lines = Readable.from(answers, {
    objectMode: false,
    highWaterMark: streamBufferLength,
  });
  lines.once("error", (error) => logger.error({ err: error }, "a streamed answer broke off"));
  const countAnswer = () =>
    meter.of(call).countAnswer(lines.readableEnded ? 200 : clientClosedStatus, version);
  lines.once("close", countAnswer);
  return reply.type(parseStreamType).send(lines);
}

/** Aborts when the caller hangs up before its answer is written. */
function callerSignal(reply: FastifyReply): AbortSignal {
  const caller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) caller.abort();
  });
  return caller.signal;
}

function requireGateway({ mesh, onStranger }: HttpServerOptions, request: FastifyRequest): void {
  if (mesh === null || mesh.isFromGateway(request.raw)) return;
  onStranger(request.raw);
  throw new AppError(
    "UNAUTHENTICATED",
    "this node answers only gateways that show a certificate of its fleet",
  );
}

function requireBearer(options: HttpServerOptions, request: FastifyRequest): void {
  if (accessOf(options).accepts(request.headers.authorization)) return;
  options.onIntruder(request.raw);
  throw new AppError("UNAUTHENTICATED", "this node answers only gateways that know its bearer");
}

function accessOf(options: HttpServerOptions) {
  const access = options.access();
  if (access) return access;
  throw new AppError("UNAVAILABLE", "this node waits for its first snapshot");
}

function onError(options: HttpServerOptions, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const isParse = request.routeOptions.url === "/v1/parse";
  const meter = options.meter.of({ isTest: isTestRequest(request.headers) });
  if (error instanceof CallerLeftError) {
    meter.countAnswer(clientClosedStatus, noVersion);
    return reply.code(clientClosedStatus).send();
  }
  const known = envelopeError(error) ?? error;
  const { status } = agentProblemOf(known, request.id);
  if (status >= 500) options.logger.error({ err: error, requestId: request.id }, "request failed");
  // The rest of the body is not read.
  if (!request.raw.complete) reply.header("connection", "close");
  if (isParse) {
    meter.countAnswer(status, noVersion);
    reply.header("server-timing", serverTiming([["total", options.clock.now() - request.receivedAt]]));
  }
  return sendProblem(reply, known, request.id);
}

function sendProblem(reply: FastifyReply, error: unknown, requestId: string) {
  const problem = agentProblemOf(error, requestId);
  // As text: the framework would add a charset, which this type does not have.
  return reply.code(problem.status).headers(problemHeaders(error)).send(JSON.stringify(problem));
}

/** An error of the HTTP framework as the AppError that callers know. */
function envelopeError(error: unknown): AppError | null {
  if (isAppError(error) || !(error instanceof Error) || !("statusCode" in error)) return null;
  if (error.statusCode === 413) return bodyTooLarge();
  if (error.statusCode === 415) return new AppError("UNSUPPORTED_MEDIA", "expected application/json");
  if (typeof error.statusCode === "number" && error.statusCode < 500) {
    return new AppError("VALIDATION", "the body is not valid JSON");
  }
  return null;
}
