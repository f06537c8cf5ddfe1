import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connectionEventOf } from "./tls.ts";

const hopHeaders = new Set(["upgrade", "connection", "http2-settings"]);

/**
 * Passes on the upgrades that a listener speaks and answers every other request with an `Upgrade` header (Java's client and
 * `curl --http2` offer h2c on every first request) as plain HTTP/1.1, as RFC 9110 7.8 wants. Without it Node hands such a
 * request to the upgrade listeners and nobody answers.
 */
export function keepUpgrades(
  server: Server,
  accept: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean = () => false,
): void {
  const newest = new WeakMap<Duplex, ServerResponse>();
  server.prependListener("request", (request, response) => newest.set(request.socket, response));
  server.on("upgrade", (request, socket, head) => {
    if (accept(request, socket, head)) return;
    // Node took its own listeners off the socket: an error now would end the process.
    const onError = () => socket.destroy();
    socket.on("error", onError);
    const again = () => {
      socket.off("error", onError);
      readAgain(server, request, socket, head);
    };
    // A pipelined offer: answers keep the order of their requests.
    const before = newest.get(socket);
    if (before === undefined || before.writableFinished) again();
    else before.once("finish", again);
  });
}

/** Node's parser stopped behind the head: put the head back without the offer, and let the connection begin anew. */
function readAgain(server: Server, request: IncomingMessage, socket: Duplex, rest: Buffer): void {
  if (socket.destroyed) return;
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? "";
    if (!hopHeaders.has(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[index + 1]}`);
  }
  // Node reads and writes heads as latin1.
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  socket.unshift(Buffer.concat([head, rest]));
  // Else an idle connection's limit would end the request that begins here.
  (socket as Socket).setTimeout(0);
  server.emit(connectionEventOf(server), socket);
}
