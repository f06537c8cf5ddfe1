import type { ErrorBody } from "@meridian/contracts/errors";
import { callTRPCProcedure, getTRPCErrorFromUnknown, type TRPCError } from "@trpc/server";
import { answering, retryHeaders } from "../../http/answering.ts";
import { createHttpContext } from "../create-context.ts";
import { describeError } from "../error-mapping.ts";
import { appRouter } from "../root.ts";
import { etagOf, isKnown } from "./entity-tags.ts";
import { matchRoute } from "./match-route.ts";
import { readInput } from "./read-input.ts";
import { routes, type Route } from "./routes.ts";

const restPrefix = "/api/v1";

/** Answers a request below /api/v1 with the procedure of that route. */
export function answerRest(request: Request): Promise<Response> {
  return answering(async (requestId) => {
    const { pathname } = new URL(request.url);
    const match = matchRoute(routes, request.method, pathname.slice(restPrefix.length));
    if ("allowed" in match) return methodNotAllowed(match.allowed, requestId);
    const ctx = await createHttpContext(request, requestId);
    const { procedure: path, type } = match.route;
    const call = { router: appRouter, path, type, ctx, batchIndex: 0, signal: request.signal };
    // Read lazily: who may not call the procedure gets FORBIDDEN before any complaint about the input.
    let input: Promise<unknown> | undefined;
    const getRawInput = () => (input ??= readInput(request, match));
    try {
      return toResponse(request, match.route, await callTRPCProcedure({ ...call, getRawInput }));
    } catch (error) {
      return errorResponse(getTRPCErrorFromUnknown(error), requestId);
    }
  });
}

/** Plain JSON, dates as ISO text; 204 when the procedure returns nothing, 304 when the caller knows the state. */
function toResponse(request: Request, { type }: Route, output: unknown): Response {
  const unstored = { "cache-control": "no-store" };
  if (output === undefined) return new Response(null, { status: 204, headers: unstored });
  const etag = type === "query" ? etagOf(output) : null;
  if (etag === null) return Response.json(output, { headers: unstored });
  const headers = { ...unstored, etag };
  if (isKnown(etag, request.headers.get("if-none-match")))
    return new Response(null, { status: 304, headers });
  return Response.json(output, { headers });
}

function errorResponse(error: TRPCError, requestId: string): Response {
  const { message, data } = describeError(error, requestId);
  const { httpStatus: status, code, details } = data;
  const body: ErrorBody = { error: { code, message, ...(details && { details }), requestId } };
  return Response.json(body, { status, headers: retryHeaders(error.cause) });
}

function methodNotAllowed(allowed: string[], requestId: string): Response {
  const message = `Expected the method ${allowed.join(" or ")}.`;
  const body: ErrorBody = { error: { code: "VALIDATION", message, details: { allowed }, requestId } };
  return Response.json(body, { status: 405, headers: { allow: allowed.join(", ") } });
}
