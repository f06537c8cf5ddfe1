import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "@meridian/contracts/errors";
import { asksForStream, parseHeaders, parseLimits, plainHeaderPattern } from "@meridian/contracts/wire";

const { deadlineMsMax } = parseLimits;

/** A request to the fleet. The body is read whole so that it can be sent again, and is never parsed. */
export type ParseCall = {
  requestId: string;
  body: Buffer;
  /** That the client named. */
  version: string | undefined;
  priority: string | undefined;
  explain?: string | undefined;
  /** The answer comes line by line. */
  isStreamed?: boolean;
  receivedAtMs: number;
  deadlineAtMs: number;
  /** Ask this node and no other. */
  onlyNodeId: string | undefined;
  /** The console's own: it is no client's, and counted apart. */
  isTest?: boolean;
  /** For the log. Absent: the console's own request. */
  clientAddress?: () => string;
  /** Told how many addresses were answered, where the client has an API key. */
  charge?: (addresses: number, nowMs: number) => void;
};

type CallHead = Omit<ParseCall, "body">;

/** The request id that a caller sent, or a new one where it sent none that can be passed on. */
export function requestIdOf(given: unknown): string {
  return typeof given === "string" && plainHeaderPattern.test(given) ? given : randomUUID();
}

/** Reads what the gateway needs of a request's headers. Throws AppError when they cannot be obeyed. */
export function readCallHead(
  headers: IncomingHttpHeaders,
  { requestId, nowMs, deadlineMsDefault }: { requestId: string; nowMs: number; deadlineMsDefault: number },
): CallHead {
  assertJson(headers);
  return {
    requestId,
    version: plainHeader(headers, parseHeaders.version),
    priority: plainHeader(headers, parseHeaders.priority),
    explain: plainHeader(headers, parseHeaders.explain),
    isStreamed: asksForStream(headers.accept),
    receivedAtMs: nowMs,
    deadlineAtMs: nowMs + (deadlineOf(headers) ?? deadlineMsDefault),
    onlyNodeId: undefined,
  };
}

function assertJson(headers: IncomingHttpHeaders): void {
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new AppError("UNSUPPORTED_MEDIA", `expected application/json, found ${type ?? "no content type"}`);
  }
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new AppError("UNSUPPORTED_MEDIA", `expected no content encoding, found ${encoding}`);
  }
}

function deadlineOf(headers: IncomingHttpHeaders): number | null {
  const text = plainHeader(headers, parseHeaders.deadline);
  if (text === undefined) return null;
  const ms = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (ms < 1 || ms > deadlineMsMax) {
    throw new AppError(
      "VALIDATION",
      `${parseHeaders.deadline}: expected whole ms from 1 to ${deadlineMsMax}`,
    );
  }
  return ms;
}

function plainHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  if (value === undefined) return undefined;
  if (typeof value === "string" && plainHeaderPattern.test(value)) return value;
  throw new AppError("VALIDATION", `${name}: expected 1 to 100 visible ASCII characters`);
}
