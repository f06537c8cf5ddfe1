import type { IncomingMessage } from "node:http";
import { AppError } from "@meridian/contracts/errors";
import { countedAsHeader } from "../domains/people/index.ts";
import { isAddress } from "./counted-as.ts";
import { countsItself, isFree, pathOf } from "./counted-routes.ts";
import { ProcedureLimits } from "./procedure-limits.ts";

/** Drawing a page for a stranger costs as much as some procedures; whoever signed in is redirected or known. */
const strangersPage = 5;
/** Agents that are told to come back later open a socket each time. */
const upgradesPerHandshake = 2;

type Rates = { proceduresPerSecond: number; handshakesPerSecond: number };

/**
 * Counts what no route counts by itself: pages, paths that are none, sockets. By who signed in, else by client address. An
 * allowance of its own, as large as that of an address's procedures: a page that opens asks for both.
 */
export class PageLimits {
  private readonly pages: ProcedureLimits;
  private readonly sockets: ProcedureLimits;

  constructor({ proceduresPerSecond, handshakesPerSecond }: Rates) {
    this.pages = new ProcedureLimits(proceduresPerSecond);
    this.sockets = new ProcedureLimits(upgradesPerHandshake * handshakesPerSecond);
  }

  /** The refusal, for a request whose sender asked for too much; null: it may be answered. */
  async refusalOf(request: IncomingMessage): Promise<AppError | null> {
    if (isFree(request) || countsItself(request)) return null;
    const key = String(request.headers[countedAsHeader]);
    const isPoll = pathOf(request) === "/socket.io/";
    return refusal(await this.pages.take(key, isAddress(key) && !isPoll ? strangersPage : 1));
  }

  /** The same for a request that would become a socket. An agent shows who it is only on the socket: it counts by address. */
  async upgradeRefusalOf(request: IncomingMessage): Promise<AppError | null> {
    const key = String(request.headers[countedAsHeader]);
    const limits = isAddress(key) ? this.sockets : this.pages;
    return refusal(await limits.take(key, 1));
  }
}

function refusal({ isExceeded, resetMs }: { isExceeded: boolean; resetMs: number }): AppError | null {
  if (!isExceeded) return null;
  const details = { retryAfterMs: resetMs };
  return new AppError("OVERLOADED", "Too many requests of this session or address.", { details });
}
