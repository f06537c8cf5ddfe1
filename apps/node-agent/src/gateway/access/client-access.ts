import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { type ParseCall, readCallHead } from "../exchange/parse-call.ts";
import type { GatewayStats } from "../views/gateway-stats.ts";
import type { ClientKey, RateView } from "./client-key.ts";
import { KeyRing } from "./key-ring.ts";

type Given = Parameters<typeof readCallHead>[1];

/** What clients may ask of this gateway, by their API keys. */
export class ClientAccess {
  readonly keys = new KeyRing();

  constructor(private readonly stats: Pick<GatewayStats, "count">) {}

  /**
   * Reads a request's head and takes the request off its key; `response` tells what is left of that. Throws KeyRefusal, and
   * AppError for headers that cannot be obeyed.
   */
  admit(headers: IncomingHttpHeaders, response: ServerResponse, given: Given): Omit<ParseCall, "body"> {
    const key = this.keyOf(headers.authorization);
    if (key === null) return readCallHead(headers, given);
    key.counts.requests++;
    if (!this.keys.isAsked) {
      const head = readCallHead(headers, given);
      return { ...head, charge: (addresses) => void (key.counts.addresses += addresses) };
    }
    const deadlineMsDefault = Math.min(given.deadlineMsDefault, key.deadlineMsMax);
    const head = readCallHead(headers, { ...given, deadlineMsDefault });
    // Sums of times are fractions: 1000 ms from now may be a billionth more.
    const deadlineMs = Math.round(head.deadlineAtMs - given.nowMs);
    try {
      key.take({ ...head, deadlineMs }, given.nowMs);
    } catch (error) {
      key.counts.refused++;
      throw error;
    } finally {
      setRate(response, key.rate(given.nowMs));
    }
    return {
      ...head,
      priority: head.priority ?? key.priorityOf(head),
      charge: (addresses, nowMs) => key.charge(addresses, nowMs),
    };
  }

  private keyOf(authorization: string | undefined): ClientKey | null {
    try {
      const key = this.keys.find(authorization);
      if (key === null) this.stats.count("withoutKey");
      return key;
    } catch (error) {
      this.stats.count("withoutKey");
      throw error;
    }
  }
}

function setRate(response: ServerResponse, { limit, remaining, resetSeconds }: RateView): void {
  response.setHeader("ratelimit-limit", limit);
  response.setHeader("ratelimit-remaining", remaining);
  response.setHeader("ratelimit-reset", resetSeconds);
}
