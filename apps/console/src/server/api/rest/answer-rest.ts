import { AppError, isAppError } from "@meridian/contracts/errors";
import { callTRPCProcedure, getTRPCErrorFromUnknown } from "@trpc/server";
import { answering, problemResponse } from "../../http/answering.ts";
import { foreignMethodHeader } from "../../http/foreign-method.ts";
import { countProcedures } from "../../http/procedure-limits.ts";
import { createHttpContext } from "../create-context.ts";
import { isDryRun } from "../region-rule.ts";
import { toAppError } from "../error-mapping.ts";
import { appRouter } from "../root.ts";
import type { RequestContext } from "../trpc.ts";
import { etagOf, isKnown } from "./entity-tags.ts";
import { toPage } from "./list-page.ts";
import { type Match, matchRoute } from "./match-route.ts";
import { plainRoutes } from "./plain/plain-routes.ts";
import { type Input, readInput } from "./read-input.ts";
import { type Route, routes } from "./routes.ts";

export const restPrefix = "/api/v1";

type Found<R> = Extract<Match<R>, { route: R }>;

/** What a path takes; also how a method that no framework takes on comes here. */
export function answerOptions(request: Request): Promise<Response> {
  return answering((requestId) => {
    const { pathname } = new URL(request.url);
    const asked = request.headers.get(foreignMethodHeader);
    const match = matchRoute(allRoutes, "OPTIONS", pathname.slice(restPrefix.length));
    const allowed = "allowed" in match ? match.allowed : [match.route.method];
    if (asked !== null) return Promise.resolve(problemResponse(methodNotAllowed(allowed), requestId));
    return Promise.resolve(new Response(null, { status: 204, headers: { allow: allowed.join(", ") } }));
  });
}

/** Answers a request below /api/v1 with the procedure of that route, or with what streams beside them. */
export function answerRest(request: Request): Promise<Response> {
  return answering(async (requestId) => {
    const found = findRoute(request);
    const isOpen = found instanceof AppError || found.route.role === null;
    // What asks for no credential counts too: a thousand wrong paths cost as much as a thousand right ones.
    if (isOpen) await countProcedures(request.headers, null, { request });
    if (found instanceof AppError) throw found;
    const { route, parameters } = found;
    if ("answer" in route) return route.answer(request, requestId);
    const ctx = await createHttpContext(request, requestId);
    return call(request, ctx, { route, parameters });
  });
}

const allRoutes = [...routes, ...plainRoutes];

function findRoute(request: Request): Found<(typeof allRoutes)[number]> | AppError {
  const { pathname } = new URL(request.url);
  try {
    const path = pathname.slice(restPrefix.length);
    const match = matchRoute<(typeof allRoutes)[number]>(allRoutes, request.method, path);
    return "allowed" in match ? methodNotAllowed(match.allowed) : match;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function call(request: Request, ctx: RequestContext, match: Found<Route>): Promise<Response> {
  const { procedure: path, type } = match.route;
  const called = { router: appRouter, path, type, ctx, batchIndex: 0, signal: request.signal };
  // Read lazily: who may not call the procedure gets FORBIDDEN before any complaint about the input.
  let read: Promise<Input> | undefined;
  const input = () => (read ??= readInput(request, match));
  const getRawInput = async () => (await input()).ofProcedure;
  try {
    const output = await callTRPCProcedure({ ...called, getRawInput });
    const { ofList, ofProcedure } = await input();
    // A dry run makes nothing that could stand anywhere.
    const makes = isDryRun(ofProcedure) ? undefined : match.route.makes;
    const route = { ...match.route, makes };
    return toResponse(request, route, ofList ? toPage(output as unknown[], ofList) : output, ctx);
  } catch (thrown) {
    const error = toAppError(getTRPCErrorFromUnknown(thrown));
    return problemResponse(error, ctx.requestId, isStaleTag(error, request) ? 412 : undefined);
  }
}

/** Plain JSON, dates as ISO text; 204 when the procedure returns nothing, 304 when the caller knows the state. */
function toResponse(request: Request, route: Route, output: unknown, ctx: RequestContext): Response {
  const headers = {
    "cache-control": "no-store",
    ...(ctx.reply.isReplayed && { "idempotent-replayed": "true" }),
  };
  if (output === undefined) return new Response(null, { status: 204, headers });
  if (route.refusalIn) {
    const refusal = route.refusalIn(output);
    if (refusal) return problemResponse(refusal.error, ctx.requestId, refusal.status);
  }
  if (route.makes)
    return Response.json(output, {
      status: 201,
      headers: { ...headers, location: placeOf(route.makes, output) },
    });
  const etag = route.type === "query" ? etagOf(output) : null;
  if (etag === null) return Response.json(output, { headers });
  const tagged = { ...headers, etag };
  if (isKnown(etag, request.headers.get("if-none-match")))
    return new Response(null, { status: 304, headers: tagged });
  return Response.json(output, { headers: tagged });
}

/** Where the made thing stands: a path template, filled from the answer. */
function placeOf(template: string, output: unknown): string {
  const made = output as Record<string, unknown>;
  return (
    restPrefix +
    template.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(made[name])))
  );
}

/** Somebody was faster, and the caller said by If-Match what it had seen: RFC 9110 wants 412 for that. */
function isStaleTag(error: unknown, request: Request): boolean {
  if (!isAppError(error) || error.code !== "CONFLICT" || !request.headers.has("if-match")) return false;
  return error.details?.["revision"] !== undefined && error.details["rule"] === undefined;
}

function methodNotAllowed(allowed: string[]): AppError {
  return new AppError("METHOD_NOT_ALLOWED", `Expected the method ${allowed.join(" or ")}.`, {
    details: { allowed },
  });
}
