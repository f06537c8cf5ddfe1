import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { AppError, isAppError, problemHeaders, problemOf } from "@meridian/contracts/errors";
import { isDatabaseAway } from "@meridian/db";
import type { z } from "zod";
import type { Actor, ServiceContext } from "../domains/context.ts";
import { getShared } from "../boot/shared.ts";
import { issueFields } from "./issue-fields.ts";

const bodyBytesMaxDefault = 65_536;

/** Runs a route and answers what it throws as an error body; an unknown error is logged and masked. */
export async function answering(respond: (requestId: string) => Promise<Response>): Promise<Response> {
  const requestId = randomUUID();
  const response = await respond(requestId).catch((error: unknown) => {
    if (!isAppError(error)) getShared().logger.error({ err: error, requestId }, "route failed");
    return problemResponse(toKnownError(error), requestId);
  });
  response.headers.set("x-request-id", requestId);
  // What a caller may see is nothing for a cache in between.
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}

/** An error as its answer: a problem, and what its head says of it. `status`: another than the code's own. */
export function problemResponse(error: unknown, requestId: string, status?: number): Response {
  const problem = problemOf(error, requestId, status);
  return new Response(JSON.stringify(problem), { status: problem.status, headers: problemHeaders(error) });
}

/** A service's context for a route that is not a procedure. */
export function createServiceContext(actor: Actor, requestId: string): ServiceContext {
  const { db, logger, changes, now } = getShared();
  return { db, logger, changes, actor, requestId, now };
}

/** Reads and checks a JSON body. Throws UNSUPPORTED_MEDIA, PAYLOAD_TOO_LARGE or VALIDATION. */
export async function readJson<T>(
  request: Request,
  schema: z.ZodType<T>,
  bytesMax = bodyBytesMaxDefault,
): Promise<T> {
  assertPlainJson(request.headers);
  const parsed = schema.safeParse(parseJson(await readText(request, bytesMax)));
  if (parsed.success) return parsed.data;
  throw invalidInput(issueFields(parsed.error.issues));
}

/** As gateways do: bytes that are read otherwise than they were meant change something else. */
function assertPlainJson(headers: Headers): void {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "")
    .split(";")
    .map((part) => part.trim());
  if (type.toLowerCase() !== "application/json")
    throw new AppError("UNSUPPORTED_MEDIA", "Expected content-type application/json.");
  const charset = parameters
    .map((one) => /^charset="?([^"]*)"?$/i.exec(one)?.[1])
    .find((one) => one !== undefined);
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    throw new AppError("UNSUPPORTED_MEDIA", `Expected the charset utf-8, found ${charset}.`);
  const encoding = headers.get("content-encoding");
  if (encoding !== null && encoding.toLowerCase() !== "identity")
    throw new AppError("UNSUPPORTED_MEDIA", `Expected no content encoding, found ${encoding}.`);
}

/** What is wrong with an input, field by field. */
export function invalidInput(fields: { path: string; message: string }[]): AppError {
  return new AppError("VALIDATION", "The input is not valid.", { details: { fields } });
}

async function readText(request: Request, bytesMax: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) throw new AppError("PAYLOAD_TOO_LARGE", `Expected at most ${bytesMax} bytes.`);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!isUtf8(body)) throw new AppError("VALIDATION", "Expected UTF-8, found bytes of another encoding.");
  return body.toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, refuseProto);
  } catch (cause) {
    if (isAppError(cause)) throw cause;
    throw new AppError("VALIDATION", "Expected JSON.", { cause });
  }
}

/** Schemas drop this field without a word, where any other unknown one is refused. */
function refuseProto(this: unknown, name: string, value: unknown): unknown {
  if (name !== "__proto__") return value;
  throw invalidInput([{ path: name, message: "expected no field of this name" }]);
}

/** A lost database becomes UNAVAILABLE, which callers may retry; any other error is returned as it is. */
export function toKnownError(error: unknown): unknown {
  if (isAppError(error) || !isDatabaseAway(error)) return error;
  return databaseAway(error);
}

/** For callers, who may try again. */
export function databaseAway(cause?: unknown): AppError {
  return new AppError("UNAVAILABLE", "The database cannot be reached. Try again later.", { cause });
}
