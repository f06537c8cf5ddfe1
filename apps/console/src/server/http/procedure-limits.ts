import { AppError } from "@meridian/contracts/errors";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { bearerIn, bearerKey, countedAs, isAddress } from "./counted-as.ts";
import { RefusedCallers } from "./refused-callers.ts";
import { getShared, onGlobal } from "../boot/shared.ts";
import type { Actor } from "../domains/context.ts";
import type { UserSession } from "../domains/people/index.ts";

/** A caller may ask for all of a window's procedures at once: pages open in bursts. */
const windowSeconds = 10;

/** What a caller has left of the window under way. */
export type Allowance = { limit: number; remaining: number; resetMs: number; isExceeded: boolean };

/** Who asks, once that is known. */
export type Counted = { actor: Actor; session: UserSession | null };

/**
 * Counts procedures by token, by session, and where a request shows neither as the listener does (`counted-as.ts`). Whoever asks
 * for too much waits, and nobody else does.
 */
export class ProcedureLimits {
  private readonly limiter: RateLimiterMemory;

  constructor(perSecond: number) {
    this.limiter = new RateLimiterMemory({ points: perSecond * windowSeconds, duration: windowSeconds });
  }

  /** Counts them, also those that are too many: who goes on asking goes on waiting. */
  async take(key: string, procedures: number): Promise<Allowance> {
    const { points: limit } = this.limiter;
    const counted = await this.limiter.consume(key, procedures).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused;
      throw refused;
    });
    const isExceeded = counted.consumedPoints > limit;
    return { limit, remaining: counted.remainingPoints, resetMs: counted.msBeforeNext, isExceeded };
  }
}

/** Shared with the listener, which is loaded apart from what counts. */
export const getRefusedCallers = () => onGlobal("refused-callers", () => new RefusedCallers());

const getLimits = () =>
  onGlobal("procedure-limits", () => new ProcedureLimits(getShared().env.proceduresPerSecond));

/** What was counted for a request, for the headers of its answer. */
const allowances = new WeakMap<Request, Allowance>();

/** Counts a request's procedures. Throws OVERLOADED with the time to wait when its caller asked for too many. */
export async function countProcedures(
  headers: Headers,
  caller: Counted | null,
  { procedures = 1, request }: { procedures?: number; request?: Request } = {},
): Promise<void> {
  const allowance = await take(headers, caller, procedures);
  if (request) allowances.set(request, allowance);
  if (!allowance.isExceeded) return;
  throw new AppError("OVERLOADED", `Expected at most ${allowance.limit} requests in ${windowSeconds} s.`, {
    details: { retryAfterMs: allowance.resetMs },
  });
}

/** Counts, and has the listener refuse whoever asked for too much. */
async function take(headers: Headers, caller: Counted | null, procedures: number): Promise<Allowance> {
  const allowance = await getLimits().take(keyOf(headers, caller), procedures);
  const refused = allowance.isExceeded ? refusedKeyOf(headers, caller) : null;
  if (refused !== null) getRefusedCallers().refuse(refused, performance.now() + allowance.resetMs);
  return allowance;
}

/**
 * Says on the answer what its caller has left. What a route answered without counting, such as a body that nobody can read, is
 * counted here: no route is free.
 */
export async function withLimitHeaders(
  request: Request,
  respond: (request: Request) => Promise<Response>,
): Promise<Response> {
  const response = await respond(request);
  const allowance = allowances.get(request) ?? (await take(request.headers, null, 1));
  response.headers.set("ratelimit-limit", String(allowance.limit));
  response.headers.set("ratelimit-remaining", String(allowance.remaining));
  response.headers.set("ratelimit-reset", String(Math.ceil(allowance.resetMs / 1000)));
  return response;
}

function keyOf(headers: Headers, caller: Counted | null): string {
  if (caller?.session) return `session ${caller.session.id}`;
  if (caller) return `${caller.actor.type} ${caller.actor.id}`;
  return countedAs(headers);
}

/** By what the listener is to refuse them; null: it cannot tell them from others at their address. */
function refusedKeyOf(headers: Headers, caller: Counted | null): string | null {
  const bearer = bearerIn(headers.get("authorization"));
  if (caller && bearer !== undefined) return bearerKey(bearer);
  const key = countedAs(headers);
  return caller && isAddress(key) ? null : key;
}
