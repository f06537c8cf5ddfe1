import type { IncomingMessage } from "node:http";
import { AppError } from "@meridian/contracts/errors";
import { networkOf } from "@meridian/contracts/listener";
import { clientAddressHeader } from "../domains/people/index.ts";
import { ProcedureLimits } from "./procedure-limits.ts";

/** Drawing a page for a stranger costs as much as some procedures; whoever shows a session is redirected or known. */
const strangersPage = 5;

/**
 * Counts by client address what no procedure counts: pages, metrics, sockets that poll. An allowance of its own, as large as that of
 * an address's procedures: a page that opens asks for both.
 */
export class PageLimits {
  private readonly limits: ProcedureLimits;

  constructor(perSecond: number) {
    this.limits = new ProcedureLimits(perSecond);
  }

  /** The refusal, for a request whose address asked for too much; null: it may be answered. */
  async refusalOf(request: IncomingMessage): Promise<AppError | null> {
    const cost = costOf(request);
    if (cost === 0) return null;
    const address = networkOf(String(request.headers[clientAddressHeader]));
    const { isExceeded, resetMs } = await this.limits.take(`address ${address}`, cost);
    if (!isExceeded) return null;
    return new AppError("OVERLOADED", "Too many requests from this address.", {
      details: { retryAfterMs: resetMs },
    });
  }
}

/** Free: what balancers ask, files, what procedures count by themselves, and what belongs to a socket that stands. */
function costOf({ url = "", headers }: IncomingMessage): number {
  const [path = "", query = ""] = url.split("?");
  if (/^\/(livez|readyz)$|^\/(_next\/static|api)\//.test(path)) return 0;
  if (path.startsWith("/socket.io/")) return /(^|&)sid=/.test(query) ? 0 : 1;
  const isStranger = headers.cookie === undefined && headers.authorization === undefined;
  return isStranger && path !== "/metrics" ? strangersPage : 1;
}
