import { randomUUID } from "node:crypto";
import { getAuth } from "../auth.ts";
import { callerOf, resolveSession } from "../services/user/index.ts";
import { getShared } from "../shared.ts";
import type { RequestContext } from "./trpc.ts";

/** The context of one request, from its headers. */
export async function createRequestContext(headers: Headers): Promise<RequestContext> {
  const { db, env, logger, changes, agents } = getShared();
  const idempotencyKey = headers.get("idempotency-key");
  const session = await resolveSession(getAuth(), headers);
  return {
    db,
    logger,
    changes,
    agents,
    environmentName: env.environmentName,
    baseUrl: env.baseUrl,
    caller: session && callerOf(session),
    requestId: randomUUID(),
    ...(idempotencyKey ? { idempotencyKey } : {}),
    now: () => new Date(),
  };
}
