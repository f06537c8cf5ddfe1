import { randomUUID } from "node:crypto";
import { AppError, isAppError } from "@meridian/contracts/errors";
import { getAuth, trustedOriginsOf } from "../http/auth.ts";
import { bearerIn } from "../http/counted-as.ts";
import { countProcedures } from "../http/procedure-limits.ts";
import { type Caller, callerOf, resolveSession, resolveToken } from "../domains/people/index.ts";
import { getShared } from "../boot/shared.ts";
import type { RequestContext } from "./trpc.ts";

/** Printable ASCII. */
const idempotencyKeyPattern = /^[ -~]{1,200}$/;

/**
 * The context of a request over HTTP. Throws FORBIDDEN when another site's page sent it with a person's cookie, else as
 * `createRequestContext` does.
 */
export async function createHttpContext(
  request: Request,
  requestId?: string,
  procedures = 1,
): Promise<RequestContext> {
  const ctx = await createRequestContext(request.headers, requestId, { request, procedures });
  if (ctx.caller?.session) assertFromOurPages(request);
  return ctx;
}

/**
 * The context of one request, from its headers. Throws UNAUTHENTICATED for an API token that is unknown, revoked or expired, VALIDATION
 * for a malformed Idempotency-Key, OVERLOADED for a caller that asks for too much.
 */
export async function createRequestContext(
  headers: Headers,
  requestId: string = randomUUID(),
  counted: { request?: Request; procedures?: number } = {},
): Promise<RequestContext> {
  const { db, env, secrets, logger, changes, agents, modelFolders, now } = getShared();
  const caller = await resolveCaller(headers).catch(async (error: unknown) => {
    // A credential that is not valid counts as none: guesses must not each be counted apart.
    await countProcedures(headers, null, counted);
    throw error;
  });
  await countProcedures(headers, caller, counted);
  const idempotencyKey = caller && idempotencyKeyOf(headers, caller);
  return {
    db,
    logger,
    changes,
    agents,
    modelFolders,
    environmentName: env.environmentName,
    baseUrl: env.baseUrl,
    consoleAt: env,
    caller,
    answersSecret: secrets.auth,
    requestId,
    reply: { isReplayed: false },
    ...(idempotencyKey && { idempotencyKey }),
    now,
  };
}

/** Whether the credential of a request that is still being answered stands; as long as the database is away, nobody can tell. */
export async function isStillKnown(headers: Headers): Promise<boolean> {
  try {
    return (await resolveCaller(headers)) !== null;
  } catch (error) {
    return !isAppError(error) || error.code !== "UNAUTHENTICATED";
  }
}

/** An invalid bearer token is refused; treating it as anonymous would hide the mistake. */
async function resolveCaller(headers: Headers): Promise<Caller | null> {
  const secret = bearerIn(headers.get("authorization"));
  const { db, now } = getShared();
  if (secret !== undefined) return resolveToken(db, secret, now());
  const session = await resolveSession(getAuth(), headers);
  return session && callerOf(session);
}

/** Prefixed by the caller, so that two callers may choose the same key. */
function idempotencyKeyOf(headers: Headers, { actor }: Caller): string | null {
  const key = headers.get("idempotency-key");
  if (key === null) return null;
  if (idempotencyKeyPattern.test(key)) return `${actor.id}:${key}`;
  throw new AppError("VALIDATION", "Expected an Idempotency-Key of 1 to 200 printable characters.");
}

/** Against CSRF: browsers send the cookie with every request, but name the origin of each that could change something. */
function assertFromOurPages({ method, headers }: Request): void {
  const origin = headers.get("origin");
  const { env } = getShared();
  const isOurs =
    origin === null ? method === "GET" || method === "HEAD" : trustedOriginsOf(env).includes(origin);
  if (isOurs) return;
  throw new AppError("FORBIDDEN", `This origin is not one of the console's: it is at ${env.baseUrl}.`);
}
