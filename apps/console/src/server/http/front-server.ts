import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
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
  type Trust,
  toPlainTarget,
  warnOfTls,
} from "@meridian/contracts/listener";
import type { Env } from "../boot/env.ts";
import type { Logger } from "../boot/logger.ts";
import { clientAddressHeader } from "../domains/people/index.ts";
import { answerInProblems } from "./api-problems.ts";
import { PageLimits } from "./page-limits.ts";
import { getRefusedCallers } from "./procedure-limits.ts";
import { shownBy } from "./refused-callers.ts";
import { hideForeignMethod } from "./foreign-method.ts";
import { setSecurityHeaders } from "./security-headers.ts";

const requestTimeoutMs = 60_000;
const socketPath = "/socket.io/";

type Settings =
  "trustedProxies" | "isDevelopment" | "baseUrl" | "tls" | "connectionsMax" | "proceduresPerSecond";
type FrontOptions = Pick<Env, Settings> & {
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
export function createFrontServer({
  trustedProxies,
  isDevelopment,
  baseUrl,
  tls,
  connectionsMax,
  proceduresPerSecond,
  logger,
  bodies,
}: FrontOptions): FrontServer {
  const site = { isDevelopment, isHttps: baseUrl.startsWith("https:") };
  const trust = compileTrust(trustedProxies);
  const back = createServer();
  const limits = listenerLimits(requestTimeoutMs);
  const pages = new PageLimits(proceduresPerSecond);
  const front = createListener(limits, tls, warnOfTls(logger), (request, response) => {
    prepare(request, trust);
    setSecurityHeaders(request, response, site);
    answerInProblems(request, response);
    const isWelcome = isReadable(request, response) && isNotRefused(request, response);
    const limit = { bytesMax: bytesMaxOf(request), budget: bodies };
    if (!isWelcome || !limitBody(request, response, limit)) return;
    void pages.refusalOf(request).then((error) => {
      if (error) refuseForNow(response, error);
      else back.emit("request", request, response);
    });
  });
  front.maxConnections = connectionsMax;
  keepUpgrades(front, (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const isSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    prepare(request, trust);
    // Next's development server has WebSockets of its own.
    if (!isSocket || !(isDevelopment || request.url?.startsWith(socketPath))) return false;
    back.emit("upgrade", request, socket, head);
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

/** Not what balancers ask. Pages have an allowance of their own. */
function isNotRefused({ url = "", headers }: IncomingMessage, response: ServerResponse): boolean {
  if (!url.startsWith("/api/") || url.startsWith("/api/health")) return true;
  const shown = shownBy(headers, String(headers[clientAddressHeader]));
  const retryAfterMs = getRefusedCallers().refusedForMs(shown, performance.now());
  if (retryAfterMs === null) return true;
  const error = new AppError("OVERLOADED", "You asked for too much lately.", { details: { retryAfterMs } });
  return refuseForNow(response, error);
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

const kibibyte = 1024;
/** Most bytes of a body: REST takes lists of addresses; everything else that the console reads is small. */
const bodyBytesMax = { rest: 1024 * kibibyte, others: 64 * kibibyte };

function bytesMaxOf({ url }: IncomingMessage): number {
  return url?.startsWith("/api/v1/") ? bodyBytesMax.rest : bodyBytesMax.others;
}

/** What a proxy says of a request counts only from a trusted one: Next and the hub would believe anybody. */
function prepare(request: IncomingMessage, trust: Trust): void {
  toPlainTarget(request);
  hideForeignMethod(request);
  const isFromProxy = trust(request.socket.remoteAddress ?? "");
  const claims = /^(forwarded$|x-forwarded-)/;
  const kept = Object.entries(request.headers).filter(([name]) => isFromProxy || !claims.test(name));
  request.headers = { ...Object.fromEntries(kept), [clientAddressHeader]: clientAddressOf(request, trust) };
}
