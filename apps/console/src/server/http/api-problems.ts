import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  AppError,
  type ErrorCode,
  errorCodes,
  httpStatusOf,
  problemHeaders,
  problemOf,
} from "@meridian/contracts/errors";
import { foreignMethodHeader } from "./foreign-method.ts";

/**
 * Below /api nobody reads pages: a refusal that a framework words in HTML or not at all (an unknown path, a method that a route
 * lacks, a crash before any route) is answered with a problem instead.
 */
export function answerInProblems(request: IncomingMessage, response: ServerResponse): void {
  if (!/^\/api(\/|$|\?)/.test(request.url ?? "")) return;
  const own = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response) as (...given: unknown[]) => boolean,
    end: response.end.bind(response) as (...given: unknown[]) => ServerResponse,
  };
  const isUnknownMethod = foreignMethodHeader in request.headers;
  const isForeign = () => {
    if (isUnknownMethod && response.statusCode < 400) response.statusCode = 405;
    return isUnworded(response);
  };
  response.writeHead = ((status: number, ...more: unknown[]) => {
    response.statusCode = status;
    for (const [name, value] of headersIn(more)) response.setHeader(name, value);
    // Its body comes later: `write` and `end` put the problem in its place.
    return isForeign() ? response : own.writeHead(status);
  }) as ServerResponse["writeHead"];
  response.write = ((...given: unknown[]) => isForeign() || own.write(...given)) as ServerResponse["write"];
  response.end = ((...given: unknown[]) =>
    isForeign() ? own.end(problemInstead(request, response)) : own.end(...given)) as ServerResponse["end"];
}

function isUnworded(response: ServerResponse): boolean {
  return !response.headersSent && response.statusCode >= 400 && !isJson(response);
}

function isJson(response: ServerResponse): boolean {
  return /^application\/([\w.+-]+\+)?json\b/.test(String(response.getHeader("content-type") ?? ""));
}

function headersIn(given: unknown[]): [string, number | string | string[]][] {
  const headers = given.findLast((one) => typeof one === "object" && one !== null) ?? {};
  if (!Array.isArray(headers)) return Object.entries(headers);
  const flat = headers.flat() as string[];
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ""] as [string, string]] : []));
}

/** Sets the head of the problem and returns its body. */
function problemInstead({ method }: IncomingMessage, response: ServerResponse): string | undefined {
  const status = response.statusCode;
  const code =
    errorCodes.find((one) => httpStatusOf(one) === status) ?? (status < 500 ? "VALIDATION" : "INTERNAL");
  const requestId = randomUUID();
  const error = new AppError(code, sentences[code] ?? `This was answered with the status ${status}.`);
  const body = JSON.stringify(problemOf(error, requestId, status));
  const headers = { ...problemHeaders(error), "x-request-id": requestId, "cache-control": "no-store" };
  for (const name of ["etag", "content-encoding", "transfer-encoding", "link"]) response.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("content-length", Buffer.byteLength(body));
  return method === "HEAD" ? undefined : body;
}

const sentences: Partial<Record<ErrorCode, string>> = {
  NOT_FOUND: "There is no such path. GET /api/v1/openapi.json names those of the API.",
  METHOD_NOT_ALLOWED: "This path does not take that method.",
  INTERNAL: "Something went wrong on our side.",
};
