import { randomUUID } from "node:crypto";
import { AppError } from "@meridian/contracts/errors";
import { getAuth, trustedOriginsOf } from "../http/auth.ts";
import { type Caller, callerOf, resolveSession, resolveToken } from "../domains/people/index.ts";
import { getShared } from "../boot/shared.ts";
import type { RequestContext } from "./trpc.ts";

/** Printable ASCII. */
const idempotencyKeyPattern = /^[ -~]{1,200}$/;

/**
 * The context of a request over HTTP. Throws FORBIDDEN when another site's page sent it with a person's cookie, else as
 * `createRequestContext` does.
 */
export async function createHttpContext(request: Request, requestId?: string): Promise<RequestContext> {
  const ctx = await createRequestContext(request.headers, requestId);
  if (ctx.caller?.session) assertFromOurPages(request);
  return ctx;
}

/**
 * The context of one request, from its headers. Throws UNAUTHENTICATED for an API token that does not stand, VALIDATION
 * for an Idempotency-Key that is none.
 */
export async function createRequestContext(
  headers: Headers,
  requestId: string = randomUUID(),
): Promise<RequestContext> {
  const { db, env, secrets, logger, changes, agents, modelFolders, now } = getShared();
  const caller = await resolveCaller(headers);
  const idempotencyKey = caller && idempotencyKeyOf(headers, caller);
  return {
    db,
    logger,
    changes,
    agents,
    modelFolders,
    environmentName: env.environmentName,
    baseUrl: env.baseUrl,
    caller,
    answersSecret: secrets.auth,
    requestId,
    ...(idempotencyKey && { idempotencyKey }),
    now,
  };
}

/** A bearer token that does not stand is refused rather than taken for nobody. */
async function resolveCaller(headers: Headers): Promise<Caller | null> {
  const [, secret] = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "") ?? [];
  const { db, now } = getShared();
  if (secret !== undefined) return resolveToken(db, secret, now());
  const session = await resolveSession(getAuth(), headers);
  return session && callerOf(session);
}

/** Keys are each caller's own: two that choose the same one do not meet. */
function idempotencyKeyOf(headers: Headers, { actor }: Caller): string | null {
  const key = headers.get("idempotency-key");
  if (key === null) return null;
  if (idempotencyKeyPattern.test(key)) return `${actor.id}:${key}`;
  throw new AppError("VALIDATION", "Expected an Idempotency-Key of 1 to 200 printable characters.");
}

/** A browser names the origin of every request that could change something, and sends the cookie along with all. */
function assertFromOurPages({ method, headers }: Request): void {
  const origin = headers.get("origin");
  const isOurs =
    origin === null
      ? method === "GET" || method === "HEAD"
      : trustedOriginsOf(getShared().env).includes(origin);
  if (!isOurs) throw new AppError("FORBIDDEN", "This origin is not one of the console's.");
}
