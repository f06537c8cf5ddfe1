import type { IncomingMessage } from "node:http";

/**
 * Makes the absolute-form of a request's target (`GET http://host/path`) the origin-form that routers know. Its host replaces
 * the Host header, as RFC 9112 3.2.2 demands.
 */
export function toOriginForm(request: IncomingMessage): void {
  // RFC 9110 9.3.7: asks about the server as a whole, and no router knows it.
  if (request.url === "*") request.url = "/";
  const [, authority, rest] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(request.url ?? "") ?? [];
  if (authority === undefined || rest === undefined) return;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  request.headers.host = authority.slice(authority.lastIndexOf("@") + 1);
}
