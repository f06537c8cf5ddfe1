import { randomUUID } from "node:crypto";
import { getAuth } from "../auth.ts";
import { resolveSession } from "../services/user/index.ts";
import { getShared } from "../shared.ts";
import type { RequestContext } from "./trpc.ts";

/** The context of one request, from its headers. */
export async function createRequestContext(headers: Headers): Promise<RequestContext> {
  const { db, env, logger, changes, agents } = getShared();
  const idempotencyKey = headers.get("idempotency-key");
  return {
    db,
    logger,
    changes,
    agents,
    environmentName: env.environmentName,
    session: await resolveSession(getAuth(), headers),
    requestId: randomUUID(),
    ...(idempotencyKey ? { idempotencyKey } : {}),
    now: () => new Date(),
  };
}
