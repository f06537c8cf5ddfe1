import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import type { Duplex } from "node:stream";
import { AppError, problemMediaType, problemOf, retryAfterSeconds } from "@meridian/contracts/errors";
import {
  type BodyBudget,
  clientAddressOf,
  compileTrust,
  createListener,
  keepUpgrades,
  limitBody,
  listenerLimits,
  toPlainTarget,
  warnOfTls,
} from "@meridian/contracts/listener";
import type { Env } from "../boot/env.ts";
import type { Logger } from "../boot/logger.ts";
import { clientAddressHeader } from "../domains/people/index.ts";
import { answerInProblems } from "./api-problems.ts";
import { Gate, type GateOptions } from "./gate.ts";
import { hideForeignMethod } from "./foreign-method.ts";
import { setSecurityHeaders } from "./security-headers.ts";

const requestTimeoutMs = 60_000;
const socketPath = "/socket.io/";
const untrustedProxy =
  "X-Forwarded-For from a peer that is no trusted proxy: if it is yours, everybody behind it counts as one address until MERIDIAN_TRUSTED_PROXIES names it";

type Settings = "trustedProxies" | "isDevelopment" | "baseUrl" | "tls" | "connectionsMax";
type FrontOptions = Pick<Env, Settings> &
  GateOptions & {
    logger: Logger;
    bodies: BodyBudget;
  };

export type FrontServer = {
  /** Listens. */
  front: Server;
  /** Does not listen: pages and sockets attach to it and get requests as they expect them. */
  back: Server;
};

/**
 * The console's listener. It makes of what comes through proxies, from old clients and from new ones, plain requests that say
 * whose they are: each gets the client's address as a header, and nobody else's word about it.
 */
export function createFrontServer(options: FrontOptions): FrontServer {
  const { isDevelopment, baseUrl, tls, connectionsMax, logger, bodies } = options;
  const site = { isDevelopment, isHttps: baseUrl.startsWith("https:") };
  const prepare = preparing(options);
  const gate = new Gate(options);
  const back = createServer();
  const limits = listenerLimits(requestTimeoutMs);
  const front = createListener(limits, tls, warnOfTls(logger), (request, response) => {
    prepare(request);
    gate.mark(request);
    setSecurityHeaders(request, response, site);
    answerInProblems(request, response);
    const limit = { bytesMax: bytesMaxOf(request), budget: bodies };
    if (!isReadable(request, response) || !limitBody(request, response, limit)) return;
    const pass = (error: AppError | null) => {
      // Answered since, or gone.
      if (response.headersSent || request.socket.destroyed) return;
      if (error) refuseForNow(response, error);
      else back.emit("request", request, response);
    };
    gate.refusalOf(request).then(pass, (err: unknown) => {
      logger.error({ err }, "a request could not be counted");
      pass(null);
    });
  });
  front.maxConnections = connectionsMax;
  keepUpgrades(front, (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    prepare(request);
    gate.mark(request);
    // Next's development server has WebSockets of its own.
    if (!isSocket || !(isDevelopment || request.url?.startsWith(socketPath))) return false;
    // Node took its own listeners off the socket: an error now would end the process.
    const onError = () => socket.destroy();
    socket.on("error", onError);
    void gate.upgradeRefusalOf(request).then((error) => {
      socket.off("error", onError);
      if (error) refuseUpgrade(socket, error);
      else back.emit("upgrade", request, socket, head);
    });
    return true;
  });
  return { front, back };
}

/** Routers fail over a path that cannot be decoded, and that is a fault of the client. */
function isReadable(request: IncomingMessage, response: ServerResponse): boolean {
  const [path = ""] = (request.url ?? "").split("?");
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return refuse(response, new AppError("VALIDATION", "Expected a path in percent-encoded UTF-8."));
  }
}

function refuseForNow(response: ServerResponse, error: AppError): false {
  const seconds = String(retryAfterSeconds(error));
  return refuse(response, error, {
    ...{ "retry-after": seconds, "ratelimit-remaining": "0", "ratelimit-reset": seconds },
  });
}

function refuse(response: ServerResponse, error: AppError, more: Record<string, string> = {}): false {
  const problem = problemOf(error);
  const headers = { "content-type": problemMediaType, "cache-control": "no-store", ...more };
  response.writeHead(problem.status, headers).end(JSON.stringify(problem));
  return false;
}

/** As bytes: behind an upgrade there is no answer to write to. */
function refuseUpgrade(socket: Duplex, error: AppError): void {
  const problem = problemOf(error);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    `content-type: ${problemMediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    `retry-after: ${retryAfterSeconds(error)}`,
    "connection: close",
  ];
  socket.on("error", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

const kibibyte = 1024;
/** Most bytes of a body: REST takes lists of addresses; everything else that the console reads is small. */
const bodyBytesMax = { rest: 1024 * kibibyte, others: 64 * kibibyte };

function bytesMaxOf({ url }: IncomingMessage): number {
  return url?.startsWith("/api/v1/") ? bodyBytesMax.rest : bodyBytesMax.others;
}

/** What a proxy says of a request counts only from a trusted one: Next and the hub would believe anybody. */
function preparing({ trustedProxies, logger }: FrontOptions): (request: IncomingMessage) => void {
  const trust = compileTrust(trustedProxies);
  const claims = /^(forwarded$|x-forwarded-)/;
  let isTold = false;
  return (request) => {
    toPlainTarget(request);
    hideForeignMethod(request);
    const peer = request.socket.remoteAddress ?? "";
    const isFromProxy = trust(peer);
    if (!isFromProxy && !isTold && "x-forwarded-for" in request.headers) {
      isTold = true;
      logger.warn({ peer }, untrustedProxy);
    }
    const kept = Object.entries(request.headers).filter(([name]) => isFromProxy || !claims.test(name));
    request.headers = { ...Object.fromEntries(kept), [clientAddressHeader]: clientAddressOf(request, trust) };
  };
}
