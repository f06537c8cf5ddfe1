import { randomUUID } from "node:crypto";
import {
  AppError,
  errorBodyOf,
  isAppError,
  type ObservedSlot,
  parseHeaders,
  parseLimits,
  ParseRequest,
} from "@meridian/contracts";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { AgentIdentity } from "../data-plane.ts";
import { prometheusContentType } from "../telemetry/prometheus.ts";
import { isAuthorised } from "./bearer.ts";
import type { InferenceMeter } from "./inference-meter.ts";
import { CallerLeftError, type ParseService } from "./parse-service.ts";
import type { Priority } from "./ticket.ts";

/** Longer than a gateway keeps an idle connection, so that it never writes to one we just closed. */
const keepAliveTimeoutMs = 75_000;
const deadlineMsMax = 600_000;
const callerLeftStatus = 499;

export type HttpServerOptions = {
  agent: () => AgentIdentity;
  service: ParseService;
  meter: InferenceMeter;
  logger: Logger;
  /** Null before the first snapshot. */
  access: () => { bearers: readonly string[]; deadlineMsDefault: number } | null;
  readiness: () => { isReady: boolean; reason: string | null };
  models: () => { slots: ObservedSlot[]; defaultDigest: string | null };
  metrics: () => string;
};

/** The node's HTTP side. Everything but health needs a bearer of the snapshot. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: parseLimits.bodyBytesMax,
    keepAliveTimeout: keepAliveTimeoutMs,
    requestIdHeader: parseHeaders.requestId,
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    return503OnClosing: false,
  });
  app.removeContentTypeParser("text/plain");
  app.setErrorHandler((error, request, reply) => onError(options, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const { status, body } = errorBodyOf(new AppError("NOT_FOUND", "there is no such page"), request.id);
    return reply.code(status).send(body);
  });

  app.get("/healthz", () => ({ status: "ok" }));
  app.get("/readyz", (_request, reply) => {
    const { isReady, reason } = options.readiness();
    return reply.code(isReady ? 200 : 503).send({ isReady, reason });
  });
  app.register((guarded, _options, done) => {
    guarded.addHook("onRequest", async (request) => requireBearer(options, request));
    guarded.post("/v1/parse", (request, reply) => parse(options, request, reply));
    guarded.get("/v1/models", () => options.models());
    guarded.get("/metrics", (_request, reply) => reply.type(prometheusContentType).send(options.metrics()));
    done();
  });
  return app;
}

async function parse(options: HttpServerOptions, request: FastifyRequest, reply: FastifyReply) {
  const { addresses } = parseEnvelope(request.body);
  const caller = new AbortController();
  const onClose = () => caller.abort();
  reply.raw.once("close", onClose);
  const { body, serverTiming } = await options.service.parse({
    requestId: request.id,
    addresses,
    version: headerOf(request, parseHeaders.version),
    deadlineMs: deadlineOf(request) ?? accessOf(options).deadlineMsDefault,
    priority: priorityOf(request),
    signal: caller.signal,
  });
  options.meter.countAnswer(200);
  return reply
    .header("server-timing", serverTiming)
    .header(parseHeaders.node, body.node.id)
    .header(parseHeaders.region, body.node.region)
    .send(body);
}

/** Throws VALIDATION that says what of the envelope is wrong. */
export function parseEnvelope(body: unknown): ParseRequest {
  const parsed = ParseRequest.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new AppError("VALIDATION", `${field || "body"}: ${issue?.message ?? "not valid"}`, {
    details: { field, addressesMax: parseLimits.addressesMax },
  });
}

function requireBearer(options: HttpServerOptions, request: FastifyRequest): void {
  if (isAuthorised(request.headers.authorization, accessOf(options).bearers)) return;
  throw new AppError("UNAUTHENTICATED", "this node answers only gateways that know its bearer");
}

function accessOf(options: HttpServerOptions) {
  const access = options.access();
  if (access) return access;
  throw new AppError("UNAVAILABLE", "this node waits for its first snapshot");
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function deadlineOf(request: FastifyRequest): number | undefined {
  const header = headerOf(request, parseHeaders.deadline);
  if (header === undefined) return undefined;
  const ms = Number(header);
  if (ms > 0 && ms <= deadlineMsMax) return ms;
  throw new AppError("VALIDATION", `${parseHeaders.deadline}: expected 1 to ${deadlineMsMax} ms`);
}

function priorityOf(request: FastifyRequest): Priority {
  const header = headerOf(request, parseHeaders.priority) ?? "interactive";
  if (header === "interactive" || header === "bulk") return header;
  throw new AppError("VALIDATION", `${parseHeaders.priority}: expected interactive or bulk`);
}

function onError(options: HttpServerOptions, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const isParse = request.routeOptions.url === "/v1/parse";
  if (error instanceof CallerLeftError) {
    options.meter.countAnswer(callerLeftStatus);
    return reply.code(callerLeftStatus).send();
  }
  const known = envelopeError(error) ?? error;
  const { status, body } = errorBodyOf(known, request.id);
  if (status >= 500) options.logger.error({ err: error, requestId: request.id }, "request failed");
  if (isParse) options.meter.countAnswer(status);
  if (isAppError(known) && known.code === "OVERLOADED") {
    reply.header("retry-after", Math.max(1, Math.ceil(Number(known.details?.retryAfterMs ?? 1000) / 1000)));
  }
  return reply.code(status).send(body);
}

/** What the framework refuses before a handler runs, in our words. */
function envelopeError(error: unknown): AppError | null {
  if (isAppError(error) || !(error instanceof Error) || !("statusCode" in error)) return null;
  if (error.statusCode === 413) {
    return new AppError("PAYLOAD_TOO_LARGE", `expected at most ${parseLimits.bodyBytesMax} bytes`);
  }
  if (error.statusCode === 415) return new AppError("UNSUPPORTED_MEDIA", "expected application/json");
  if (typeof error.statusCode === "number" && error.statusCode < 500) {
    return new AppError("VALIDATION", "the body is not valid JSON");
  }
  return null;
}
