import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError, problemOf } from "@meridian/contracts/errors";
import {
  clientAddressOf,
  compileTrust,
  keepUpgrades,
  limitBody,
  listenerLimits,
  type Trust,
  toOriginForm,
} from "@meridian/contracts/listener";
import type { Env } from "../boot/env.ts";
import { clientAddressHeader } from "../domains/people/index.ts";
import { answerInProblems } from "./api-problems.ts";
import { hideForeignMethod } from "./foreign-method.ts";
import { setSecurityHeaders } from "./security-headers.ts";

const requestTimeoutMs = 60_000;
const socketPath = "/socket.io/";

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
}: Pick<Env, "trustedProxies" | "isDevelopment" | "baseUrl">): FrontServer {
  const site = { isDevelopment, isHttps: baseUrl.startsWith("https:") };
  const trust = compileTrust(trustedProxies);
  const back = createServer();
  const front = createServer(listenerLimits(requestTimeoutMs), (request, response) => {
    prepare(request, trust);
    setSecurityHeaders(request, response, site);
    answerInProblems(request, response);
    if (isWithinLimit(request, response)) back.emit("request", request, response);
  });
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

const kibibyte = 1024;
/** Most bytes of a body: REST takes lists of addresses; everything else that the console reads is small. */
const bodyBytesMax = { rest: 1024 * kibibyte, others: 64 * kibibyte };

function isWithinLimit(request: IncomingMessage, response: ServerResponse): boolean {
  const bytesMax = request.url?.startsWith("/api/v1/") ? bodyBytesMax.rest : bodyBytesMax.others;
  const error = new AppError("PAYLOAD_TOO_LARGE", `Expected a body of at most ${bytesMax} bytes.`);
  return limitBody(request, response, { bytesMax, body: JSON.stringify(problemOf(error)) });
}

/** What a proxy says of a request counts only from a trusted one: Next and the hub would believe anybody. */
function prepare(request: IncomingMessage, trust: Trust): void {
  toOriginForm(request);
  hideForeignMethod(request);
  const isFromProxy = trust(request.socket.remoteAddress ?? "");
  const claims = /^(forwarded$|x-forwarded-)/;
  const kept = Object.entries(request.headers).filter(([name]) => isFromProxy || !claims.test(name));
  request.headers = { ...Object.fromEntries(kept), [clientAddressHeader]: clientAddressOf(request, trust) };
}
