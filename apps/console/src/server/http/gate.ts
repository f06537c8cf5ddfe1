import type { IncomingMessage } from "node:http";
import { AppError } from "@meridian/contracts/errors";
import {
  clientAddressHeader,
  countedAsHeader,
  knownSignInKey,
  type SignedCookies,
  type SignInTry,
} from "../domains/people/index.ts";
import { bearerIn, bearerKey, countedAsOf, isAddress } from "./counted-as.ts";
import { countsItself, pathOf } from "./counted-routes.ts";
import type { KnownCallers } from "./known-callers.ts";
import { PageLimits } from "./page-limits.ts";
import { peekBody } from "./peek-body.ts";
import { getRefusedCallers } from "./procedure-limits.ts";

/** More than an address and a password take. */
const signInBytesMax = 8192;

export type GateOptions = {
  proceduresPerSecond: number;
  handshakesPerSecond: number;
  cookies: SignedCookies;
  known: Pick<KnownCallers, "hasBearer" | "hasSignIn">;
};

/** Turns away whoever asked for too much before any framework sees the request, and nobody for what others at the same address did. */
export class Gate {
  private readonly pages: PageLimits;

  constructor(private readonly options: GateOptions) {
    this.pages = new PageLimits(options);
  }

  /** Writes on a request whom it counts against. */
  mark(request: IncomingMessage): void {
    const { headers } = request;
    headers[countedAsHeader] = countedAsOf(headers, addressOf(request), this.options.cookies);
  }

  /** The refusal; null: it may be answered. */
  async refusalOf(request: IncomingMessage): Promise<AppError | null> {
    if (!countsItself(request)) return this.pages.refusalOf(request);
    await this.markSignIn(request);
    const retryAfterMs = await this.refusedForMs(request);
    if (retryAfterMs === null) return null;
    return new AppError("OVERLOADED", "You asked for too much lately.", { details: { retryAfterMs } });
  }

  upgradeRefusalOf(request: IncomingMessage): Promise<AppError | null> {
    return this.pages.upgradeRefusalOf(request);
  }

  /** A bearer that is valid waits for itself alone, one that nobody knows for its address. */
  private async refusedForMs({ headers }: IncomingMessage): Promise<number | null> {
    const [refused, nowMs] = [getRefusedCallers(), performance.now()];
    const bearer = bearerIn(headers.authorization);
    const ownMs = bearer === undefined ? null : refused.refusedForMs(bearerKey(bearer), nowMs);
    const othersMs = refused.refusedForMs(String(headers[countedAsHeader]), nowMs);
    if (ownMs !== null || othersMs === null) return ownMs;
    return bearer !== undefined && (await this.options.known.hasBearer(bearer)) ? null : othersMs;
  }

  /** Whoever signs in to an account that is used from their address counts by that, and waits for no stranger there. */
  private async markSignIn(request: IncomingMessage): Promise<void> {
    const isSignIn = request.method === "POST" && pathOf(request) === "/api/auth/sign-in/email";
    if (!isSignIn || !isAddress(String(request.headers[countedAsHeader]))) return;
    const email = emailIn(await peekBody(request, signInBytesMax));
    if (email === null) return;
    const given: SignInTry = { email, address: addressOf(request) };
    if (await this.options.known.hasSignIn(given)) request.headers[countedAsHeader] = knownSignInKey(given);
  }
}

function addressOf({ headers }: IncomingMessage): string {
  return String(headers[clientAddressHeader]);
}

function emailIn(body: Buffer | null): string | null {
  try {
    const { email } = JSON.parse(String(body)) as { email?: unknown };
    return typeof email === "string" ? email : null;
  } catch {
    return null;
  }
}
