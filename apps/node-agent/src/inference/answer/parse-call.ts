import type { IncomingHttpHeaders } from "node:http";
import { AppError } from "@meridian/contracts/errors";
import {
  ParseCallHeaders,
  parseHeaders,
  ParseOptions,
  type ParsePriority,
  ParseRequest,
  StreamedParseRequest,
} from "@meridian/contracts/wire";
import type { FastifyRequest } from "fastify";
import type { z } from "zod";
import type { AskedInclude } from "./included.ts";
import { readRegionHint } from "./region-hint.ts";

/** One request for parses, as the service answers it. */
export type ParseCall = {
  requestId: string;
  /** When the request arrived, by the service's clock. */
  receivedAt: number;
  addresses: readonly unknown[];
  version: string | undefined;
  deadlineMs: number;
  priority: ParsePriority;
  isExplained: boolean;
  include: AskedInclude;
  /** The console's own. */
  isTest?: boolean;
  /** Aborts when the caller hangs up. */
  signal: AbortSignal;
};

type Given = { isStreamed: boolean; deadlineMsDefault: () => number; signal: AbortSignal };

/** Throws VALIDATION that says what is wrong first. */
export function readParseCall(
  { id, receivedAt, headers: given, body }: FastifyRequest,
  { isStreamed, deadlineMsDefault, signal }: Given,
): ParseCall {
  const headers = parseOrRefuse(ParseCallHeaders, given);
  const { addresses, ...options } = parseOrRefuse(isStreamed ? StreamedParseRequest : ParseRequest, body);
  return {
    ...{ requestId: id, receivedAt, addresses, signal },
    include: readInclude(options),
    version: headers[parseHeaders.version],
    deadlineMs: headers[parseHeaders.deadline] ?? deadlineMsDefault(),
    priority: headers[parseHeaders.priority] ?? (isStreamed ? "bulk" : "interactive"),
    isExplained: headers[parseHeaders.explain] === "true",
    isTest: isTestRequest(given),
  };
}

/** Throws VALIDATION for a name that is none, and for a hint that means no division or several, needed or not. */
export function readInclude(given: unknown): AskedInclude {
  const { include = [], region } = parseOrRefuse(ParseOptions, given);
  const hint = readRegionHint(region);
  return include.length === 0 ? null : { names: new Set(include), region: hint };
}

/** Only gateways reach a node, and they say it of the console's requests alone. */
export function isTestRequest(headers: IncomingHttpHeaders): boolean {
  return headers[parseHeaders.test] === "true";
}

function parseOrRefuse<T extends z.ZodType>(schema: T, given: unknown): z.infer<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new AppError("VALIDATION", `${field || "body"}: ${issue?.message ?? "not valid"}`, {
    details: { field },
  });
}
