import type { IncomingHttpHeaders } from "node:http";
import { problemMediaType } from "@meridian/contracts/errors";
import { parseHeaders, parseLimits, parseStreamType } from "@meridian/contracts/wire";
import { serverTiming } from "../../telemetry/stage-clock.ts";

export type AnswerHeaders = Record<string, string>;

/** What a node's answer may carry to the client; anything else stays between node and gateway. */
const passedOn = [
  "content-type",
  "content-length",
  "retry-after",
  parseHeaders.version,
  parseHeaders.node,
  parseHeaders.region,
] as const;

/**
 * Whether this is how nodes answer what was asked for: lines to who asks for lines, JSON to others, and JSON for every failure.
 * Anything else comes from what listens where a node should: passed on, a client might show it, run it or read it wrongly.
 */
export function isNodeAnswer(status: number, headers: IncomingHttpHeaders, isStreamed: boolean): boolean {
  const [type = ""] = String(headers["content-type"] ?? "").split(";", 1);
  const named = type.trim().toLowerCase();
  if (status >= 400) return named === "application/json" || named === problemMediaType;
  return status === 200 && named === (isStreamed ? parseStreamType : "application/json");
}

/** Addresses that an answer of 200 is of, as its node says; 1 where it says nothing, as nodes of the release before. */
export function addressesIn(headers: IncomingHttpHeaders): number {
  const told = Number(headers[parseHeaders.addresses]);
  return Number.isInteger(told) && told >= 1 ? Math.min(told, parseLimits.streamedAddressesMax) : 1;
}

export type GatewayTimings = {
  pickMs: number;
  connectMs: number;
  upstreamMs: number;
  totalMs: number;
};

/** The head of an answer that goes through: the node's own, with the gateway's stages beside the node's. */
export function answerHead(
  headers: IncomingHttpHeaders,
  own: { requestId: string; attempts: number; timings: GatewayTimings },
): AnswerHeaders {
  const head: AnswerHeaders = {};
  for (const name of passedOn) {
    const value = headers[name];
    if (typeof value === "string") head[name] = value;
  }
  const nodeTiming = headers["server-timing"];
  const timing = gatewayTiming(own.timings);
  head["server-timing"] = nodeTiming === undefined ? timing : `${String(nodeTiming)}, ${timing}`;
  head[parseHeaders.requestId] = own.requestId;
  head[parseHeaders.attempts] = String(own.attempts);
  return head;
}

/** Prefixed, because node and gateway both report a total. */
export function gatewayTiming({ pickMs, connectMs, upstreamMs, totalMs }: GatewayTimings): string {
  return serverTiming([
    ["gateway-pick", pickMs],
    ["gateway-connect", connectMs],
    ["gateway-upstream", upstreamMs],
    ["gateway-total", totalMs],
  ]);
}

/** Where an answer goes: a client's connection, or a command's reply. */
export interface AnswerSink {
  head(status: number, headers: AnswerHeaders): void;
  /** False: no more until the exchange is resumed. */
  data(chunk: Buffer): boolean;
  end(): void;
  /** The answer broke off after its head. */
  cut(): void;
}
