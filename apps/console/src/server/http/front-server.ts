import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import {
  clientAddressOf,
  compileTrust,
  keepUpgrades,
  listenerLimits,
  type Trust,
  toOriginForm,
} from "@meridian/contracts/listener";
import type { Env } from "../boot/env.ts";
import { clientAddressHeader } from "../domains/people/index.ts";

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
}: Pick<Env, "trustedProxies" | "isDevelopment">): FrontServer {
  const trust = compileTrust(trustedProxies);
  const back = createServer();
  const front = createServer(listenerLimits(requestTimeoutMs), (request, response) => {
    prepare(request, trust);
    back.emit("request", request, response);
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

/** What a proxy says of a request counts only from a trusted one: Next and the hub would believe anybody. */
function prepare(request: IncomingMessage, trust: Trust): void {
  toOriginForm(request);
  const isFromProxy = trust(request.socket.remoteAddress ?? "");
  const claims = /^(forwarded$|x-forwarded-)/;
  const kept = Object.entries(request.headers).filter(([name]) => isFromProxy || !claims.test(name));
  request.headers = { ...Object.fromEntries(kept), [clientAddressHeader]: clientAddressOf(request, trust) };
}
