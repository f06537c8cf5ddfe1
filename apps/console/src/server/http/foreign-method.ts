import type { IncomingMessage } from "node:http";

/** Which method a request had that comes as OPTIONS; a client's own is dropped. */
export const foreignMethodHeader = "x-meridian-method";
const known = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** TRACE and its like crash what makes a Request of them: they go on as OPTIONS, which answers which methods there are. */
export function hideForeignMethod(request: IncomingMessage): void {
  Reflect.deleteProperty(request.headers, foreignMethodHeader);
  const { method = "GET" } = request;
  if (known.has(method)) return;
  request.headers[foreignMethodHeader] = method;
  request.method = "OPTIONS";
}
