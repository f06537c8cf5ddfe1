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
    const { isAsked } = this.keys;
    const deadlineMsDefault = isAsked
      ? Math.min(given.deadlineMsDefault, key.deadlineMsMax)
      : given.deadlineMsDefault;
    // Its own until it is returned: to copy it costs more than all of the rest.
    const head: Omit<ParseCall, "body"> = readCallHead(headers, { ...given, deadlineMsDefault });
    if (isAsked) this.take(key, head, response, given.nowMs);
    head.charge = isAsked
      ? (addresses, nowMs) => key.charge(addresses, nowMs)
      : (addresses) => void (key.counts.addresses += addresses);
    return head;
  }

  private take(key: ClientKey, head: Omit<ParseCall, "body">, response: ServerResponse, nowMs: number): void {
    const { isStreamed, priority } = head;
    // Sums of times are fractions: 1000 ms from now may be a billionth more.
    const deadlineMs = Math.round(head.deadlineAtMs - nowMs);
    try {
      key.take({ isStreamed, priority, deadlineMs }, nowMs);
    } catch (error) {
      key.counts.refused++;
      throw error;
    } finally {
      setRate(response, key.rate(nowMs));
    }
    head.priority ??= key.priorityOf(head);
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
