import type { IncomingMessage } from "node:http";

/**
 * Makes a request's target the one path that rules and routers both go by: in origin-form, without dot segments. A rule that reads
 * `/api/v1/../auth` and a router that resolves it would speak of two paths.
 */
export function toPlainTarget(request: IncomingMessage): void {
  toOriginForm(request);
  const { url = "" } = request;
  const end = url.search(/[?#]/);
  const path = end < 0 ? url : url.slice(0, end);
  if (!/[/\\](\.|%2e)|\\/i.test(path) || !URL.canParse(`http://x${path}`)) return;
  request.url = new URL(`http://x${path}`).pathname + url.slice(path.length);
}

/**
 * Makes the absolute-form of a request's target (`GET http://host/path`) the origin-form that routers know. Its host replaces
 * the Host header, as RFC 9112 3.2.2 demands.
 */
function toOriginForm(request: IncomingMessage): void {
  // RFC 9110 9.3.7: asks about the server as a whole, and no router knows it.
  if (request.url === "*") request.url = "/";
  const [, authority, rest] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(request.url ?? "") ?? [];
  if (authority === undefined || rest === undefined) return;
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  request.headers.host = authority.slice(authority.lastIndexOf("@") + 1);
}
